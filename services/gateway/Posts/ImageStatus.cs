namespace Engram.Gateway.Posts;

/// <summary>What became of a post's picture.</summary>
public enum ImageStatus
{
    /// <summary>The post has no picture.</summary>
    None,

    /// <summary>It is being read.</summary>
    Reading,

    /// <summary>It was read, by at least one of its two readers.</summary>
    Read,

    /// <summary>It could not be fetched, or neither reader could read it.</summary>
    Rejected,

    /// <summary>The post went on without what one reader, or both, had to say.</summary>
    Late,
}
