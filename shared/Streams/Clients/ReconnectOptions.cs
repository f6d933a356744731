namespace Engram.Streams.Clients;

/// <summary>How long a client waits before it reconnects. The defaults are X's rules, which also suit the other platforms.</summary>
public sealed class ReconnectOptions
{
    /// <summary>Added to the wait by each network failure. A connection that had worked is retried at once. Default 250 ms.</summary>
    public TimeSpan NetworkStep { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest wait after network failures. Default 16 s.</summary>
    public TimeSpan LongestNetworkWait { get; init; } = TimeSpan.FromSeconds(16);

    /// <summary>First wait after an HTTP error; doubles with each further error. Default 5 s.</summary>
    public TimeSpan ShortestHttpWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait after HTTP errors. Default 320 s.</summary>
    public TimeSpan LongestHttpWait { get; init; } = TimeSpan.FromSeconds(320);

    /// <summary>First wait after 429 Too Many Requests; doubles with each further one, since each extends the ban. Default 60 s.</summary>
    public TimeSpan ShortestRateLimitWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest wait after 429 responses. Default 30 min.</summary>
    public TimeSpan LongestRateLimitWait { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>A connection that lasted at least this long counts as one that worked. Default 10 s.</summary>
    public TimeSpan HealthyAfter { get; init; } = TimeSpan.FromSeconds(10);
}
