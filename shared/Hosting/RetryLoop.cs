namespace Engram.Hosting;

/// <summary>Work that goes on for as long as its service runs.</summary>
public static class RetryLoop
{
    /// <summary>Begins the work anew whenever it fails, and returns when the service stops.</summary>
    /// <param name="work">Goes on until it fails or the service stops.</param>
    /// <param name="pause">From a failure to the next try.</param>
    /// <param name="tell">Is told of each failure.</param>
    /// <param name="stopping">The service stops.</param>
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
