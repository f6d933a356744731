namespace Engram.Hosting;

/// <summary>Where health is asked.</summary>
public static class HealthPaths
{
    public const string Live = "/healthz";
    public const string Ready = "/readyz";
}
