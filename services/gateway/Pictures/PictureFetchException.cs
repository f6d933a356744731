using Engram.ApiContracts;

namespace Engram.Gateway.Pictures;

/// <summary>A picture could not be fetched; its post continues without it.</summary>
public sealed class PictureFetchException(string code, string reason, Exception? cause = null) : Exception(reason, cause)
{
    public Fault Fault { get; } = new(code, reason);
}
