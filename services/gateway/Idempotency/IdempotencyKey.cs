namespace Engram.Gateway.Idempotency;

/// <summary>A finished request with an Idempotency-Key, and what it created.</summary>
public sealed class IdempotencyKey
{
    /// <summary>Path of the request with its query.</summary>
    public required string Path { get; init; }

    public required string Key { get; init; }

    public required string BodySha256 { get; init; }

    /// <summary>Id of the post, question or training that the request created; for an import, its result as JSON.</summary>
    public required string Result { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
