namespace Engram.Keyphrases.Encoding;

/// <summary>A post as the files of CMKP hold it.</summary>
public sealed record CmkpPost
{
    /// <summary>Where it stands: <c>file:line</c>.</summary>
    public required string Place { get; init; }

    /// <summary>Its own words.</summary>
    public required string Text { get; init; }

    /// <summary>What stands between the semicolons, nothing trimmed; none where the line is only the post.</summary>
    public required IReadOnlyList<string> Keyphrases { get; init; }

    /// <summary>Where its picture is to be found: an address or a path; null when it is not given.</summary>
    public string? Picture { get; init; }

    /// <summary>Words read in its picture; null when they are not given.</summary>
    public string? Ocr { get; init; }

    /// <summary>Words that describe its picture; null when they are not given.</summary>
    public IReadOnlyList<string>? Attributes { get; init; }
}
