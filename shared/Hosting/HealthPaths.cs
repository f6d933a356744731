using Microsoft.AspNetCore.Http;

namespace Engram.Hosting;

/// <summary>Paths of the endpoints that observers of a service call.</summary>
public static class HealthPaths
{
    /// <summary>The process is alive.</summary>
    public const string Live = "/healthz";

    /// <summary>The service can do all of its work.</summary>
    public const string Ready = "/readyz";

    /// <summary>The service can take requests. Unlike <see cref="Ready"/> it does not need the broker: what is accepted meanwhile waits in
    /// the outbox.</summary>
    public const string Serving = "/servez";

    /// <summary>Metrics in Prometheus' text format.</summary>
    public const string Metrics = "/metrics";

    /// <summary>Tag of the health checks that <see cref="Serving"/> runs.</summary>
    public const string ServingTag = "serving";

    internal static bool IsHealth(PathString path) => path.Equals(Live) || path.Equals(Ready) || path.Equals(Serving);

    internal static bool IsProbe(PathString path) => IsHealth(path) || path.Equals(Metrics);
}
