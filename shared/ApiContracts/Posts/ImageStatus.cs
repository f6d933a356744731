namespace Engram.ApiContracts.Posts;

/// <summary>What became of a picture of a post.</summary>
public enum ImageStatus
{
    /// <summary>It came as an alt text alone: there is nothing to read.</summary>
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
