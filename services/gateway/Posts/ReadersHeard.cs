namespace Engram.Gateway.Posts;

/// <summary>When each reader of pictures was last heard of, about any post; null when never.</summary>
public sealed record ReadersHeard(DateTimeOffset? Ocr, DateTimeOffset? Features);
