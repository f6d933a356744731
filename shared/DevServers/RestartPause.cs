namespace Engram.DevServers;

/// <summary>The pauses before what died is started again and again: from one second on, each twice as long as the one before.</summary>
public sealed class RestartPause
{
    /// <summary>No pause is longer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private TimeSpan _next = TimeSpan.FromSeconds(1);

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(_next, cancellationToken);
        _next = _next * 2 < Longest ? _next * 2 : Longest;
    }
}
