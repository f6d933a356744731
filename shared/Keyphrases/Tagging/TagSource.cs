namespace Engram.Keyphrases.Tagging;

/// <summary>Where a tag comes from.</summary>
public enum TagSource
{
    /// <summary>A hashtag of the post, split into words.</summary>
    Hashtag,

    /// <summary>Words of the post.</summary>
    Post,

    /// <summary>Words of the picture.</summary>
    Ocr,

    /// <summary>The classifier over whole keyphrases.</summary>
    Classifier,

    /// <summary>The generator of phrases.</summary>
    Generator,

    /// <summary>Tagged posts similar to this one.</summary>
    Neighbour,

    /// <summary>Objects or attributes seen in the picture.</summary>
    Picture,
}
