namespace Engram.Gateway.Posts;

/// <summary>When each picture reader last answered about any post; null if it never did.</summary>
public sealed record ReadersHeard(DateTimeOffset? Ocr, DateTimeOffset? Features);
