using Engram.Gateway.Data;

namespace Engram.Gateway.Posts;

/// <summary>A post's picture as it came: stored under its address, or a URL that gave none.</summary>
public sealed record ReceivedPicture
{
    private ReceivedPicture()
    {
    }

    public string? Sha256 { get; private init; }

    public long Bytes { get; private init; }

    public Fault? Fault { get; private init; }

    public static ReceivedPicture Stored(string sha256, long bytes) => new() { Sha256 = sha256, Bytes = bytes };

    public static ReceivedPicture NotFetched(Fault fault) => new() { Fault = fault };
}
