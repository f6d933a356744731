namespace Engram.DevServers;

/// <summary>Exponential backoff between restarts: starts at one second and doubles each time.</summary>
public sealed class RestartPause
{
    /// <summary>Upper limit of the pause: 30 s.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private TimeSpan _next = TimeSpan.FromSeconds(1);

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(_next, cancellationToken);
        _next = _next * 2 < Longest ? _next * 2 : Longest;
    }
}
