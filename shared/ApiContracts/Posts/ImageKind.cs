namespace Engram.ApiContracts.Posts;

/// <summary>What a picture is in its post.</summary>
public enum ImageKind
{
    Photo,

    /// <summary>An animation, or a still of one.</summary>
    Animated,

    /// <summary>A still of a video.</summary>
    VideoPreview,

    /// <summary>The picture of a page that the post links to.</summary>
    LinkCard,
}
