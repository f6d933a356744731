namespace Engram.Streams.Clients;

/// <summary>How long a client waits before it connects again. The defaults are X's rules, which suit the others.</summary>
public sealed class ReconnectOptions
{
    /// <summary>Added to the wait by each failure of the network. One that had worked is tried again at once. Default 250 ms.</summary>
    public TimeSpan NetworkStep { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Default 16 s.</summary>
    public TimeSpan LongestNetworkWait { get; init; } = TimeSpan.FromSeconds(16);

    /// <summary>First wait after an HTTP error; doubles by each. Default 5 s.</summary>
    public TimeSpan ShortestHttpWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Default 320 s.</summary>
    public TimeSpan LongestHttpWait { get; init; } = TimeSpan.FromSeconds(320);

    /// <summary>First wait after 429 Too Many Requests; doubles by each, since each lengthens the ban. Default 60 s.</summary>
    public TimeSpan ShortestRateLimitWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Default 30 min.</summary>
    public TimeSpan LongestRateLimitWait { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a connection must have lasted to count as one that worked. Default 10 s.</summary>
    public TimeSpan HealthyAfter { get; init; } = TimeSpan.FromSeconds(10);
}
