namespace Engram.ApiContracts.Posts;

/// <summary>Life cycle of a post.</summary>
public enum PostState
{
    /// <summary>Accepted, but no work requested yet; not visible to clients.</summary>
    Received,

    /// <summary>Its pictures are being read.</summary>
    Reading,

    /// <summary>Its keyphrases are being predicted.</summary>
    Predicting,

    /// <summary>Its keyphrases are known. Final.</summary>
    Tagged,

    /// <summary>It has no keyphrases, for a known reason. Final.</summary>
    Failed,
}
