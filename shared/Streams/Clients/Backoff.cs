using System.Net;
using System.Net.WebSockets;

namespace Engram.Streams.Clients;

/// <summary>Kind of connection failure, which decides how long to wait.</summary>
internal enum FaultKind
{
    Network,
    Http,
    RateLimit,

    /// <summary>A retry would fail the same way.</summary>
    Refused,
}

/// <summary>Computes the wait between attempts from the kind of fault and the number of consecutive faults.</summary>
internal sealed class Backoff(ReconnectOptions options)
{
    private int _failures;
    private FaultKind _kind;

    /// <summary>The wait after a fault.</summary>
    /// <param name="kind">A change of kind restarts the sequence of waits.</param>
    /// <param name="connectedFor">How long the connection lasted; zero when it was never established.</param>
    /// <param name="askedFor">The server's Retry-After; null when it sent none.</param>
    public TimeSpan Next(FaultKind kind, TimeSpan connectedFor, TimeSpan? askedFor)
    {
        var hadWorked = connectedFor >= options.HealthyAfter;
        _failures = hadWorked || kind != _kind ? 1 : _failures + 1;
        _kind = kind;
        var wait = kind switch
        {
            FaultKind.Network when hadWorked => TimeSpan.Zero,
            FaultKind.Network => Least(options.NetworkStep * _failures, options.LongestNetworkWait),
            FaultKind.RateLimit => Doubled(options.ShortestRateLimitWait, options.LongestRateLimitWait),
            _ => Doubled(options.ShortestHttpWait, options.LongestHttpWait),
        };
        return askedFor > wait ? askedFor.Value : wait;
    }

    public static FaultKind KindOf(Exception fault) => fault switch
    {
        HttpRequestException { StatusCode: { } status } => KindOf(status),
        StreamRefusedException => FaultKind.Refused,
        WebSocketException or HttpRequestException or IOException or TimeoutException => FaultKind.Network,
        _ => FaultKind.Refused,
    };

    public static FaultKind KindOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.TooManyRequests => FaultKind.RateLimit,
        HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => FaultKind.Http,
        _ => FaultKind.Refused,
    };

    private TimeSpan Doubled(TimeSpan shortest, TimeSpan longest)
    {
        const int mostDoublings = 20; // beyond it every wait is the longest
        return Least(shortest * (1 << Math.Min(_failures - 1, mostDoublings)), longest);
    }

    private static TimeSpan Least(TimeSpan wait, TimeSpan longest) => wait < longest ? wait : longest;
}
