namespace Engram.Hosting;

/// <summary>Paths of the health endpoints.</summary>
public static class HealthPaths
{
    public const string Live = "/healthz";
    public const string Ready = "/readyz";
}
