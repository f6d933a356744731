namespace Engram.ApiContracts.Posts;

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
