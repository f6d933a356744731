namespace Engram.ApiContracts.Posts;

/// <summary>State of a picture of a post.</summary>
public enum ImageStatus
{
    /// <summary>Only an alt text was given: there is no picture to read.</summary>
    None,

    /// <summary>It is being read.</summary>
    Reading,

    /// <summary>At least one of the two readers has read it.</summary>
    Read,

    /// <summary>It could not be fetched, or neither reader could read it.</summary>
    Rejected,

    /// <summary>The post continued without the results of one or both readers.</summary>
    Late,
}
