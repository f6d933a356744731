using System.Net;
using System.Net.WebSockets;

namespace Engram.Streams.Clients;

/// <summary>What made a connection fail: it decides how long to wait.</summary>
internal enum FaultKind
{
    Network,
    Http,
    RateLimit,

    /// <summary>Another try would end alike.</summary>
    Refused,
}

/// <summary>Waits between tries, by the kind of fault and how often it came.</summary>
internal sealed class Backoff(ReconnectOptions options)
{
    private int _failures;
    private FaultKind _kind;

    /// <summary>The wait after a fault.</summary>
    /// <param name="kind">A new kind begins its own row of waits.</param>
    /// <param name="connectedFor">How long the connection lasted; zero when none was made.</param>
    /// <param name="askedFor">What the server asks to wait, by Retry-After.</param>
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
        const int mostDoublings = 20; // past it every wait is the longest
        return Least(shortest * (1 << Math.Min(_failures - 1, mostDoublings)), longest);
    }

    private static TimeSpan Least(TimeSpan wait, TimeSpan longest) => wait < longest ? wait : longest;
}
