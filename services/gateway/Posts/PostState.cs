namespace Engram.Gateway.Posts;

/// <summary>Where a post is in its life.</summary>
public enum PostState
{
    /// <summary>Taken, and nothing asked of anyone yet; no one outside sees it.</summary>
    Received,

    /// <summary>Its picture is being read.</summary>
    Reading,

    /// <summary>Its keyphrases are being predicted.</summary>
    Predicting,

    /// <summary>Its keyphrases are known. The end.</summary>
    Tagged,

    /// <summary>It has no keyphrases, and why is known. The end.</summary>
    Failed,
}

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
