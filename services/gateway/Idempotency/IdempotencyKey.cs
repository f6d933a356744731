namespace Engram.Gateway.Idempotency;

/// <summary>A request that came with an Idempotency-Key, and what it made.</summary>
public sealed class IdempotencyKey
{
    /// <summary>Path of the request with its query.</summary>
    public required string Path { get; init; }

    public required string Key { get; init; }

    public required string BodySha256 { get; init; }

    /// <summary>Id of the post or question that it made; of an import its result as JSON.</summary>
    public required string Result { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
