namespace Engram.Hosting;

/// <summary>Runs background work for as long as its service runs.</summary>
public static class RetryLoop
{
    /// <summary>Restarts the work whenever it fails, and returns when the service stops.</summary>
    /// <param name="work">Runs until it fails or the service stops.</param>
    /// <param name="pause">Delay between a failure and the retry.</param>
    /// <param name="tell">Called with each failure.</param>
    /// <param name="stopping">Cancelled when the service stops.</param>
    public static async Task RunAsync(
        Func<CancellationToken, Task> work, TimeSpan pause, Action<Exception> tell, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await work(stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                tell(e);
                await Task.Delay(pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
