namespace Engram.Keyphrases.Encoding;

/// <summary>A post as stored in CMKP's files.</summary>
public sealed record CmkpPost
{
    /// <summary>Source line: <c>file:line</c>.</summary>
    public required string Place { get; init; }

    /// <summary>The post's own words.</summary>
    public required string Text { get; init; }

    /// <summary>The parts between semicolons, untrimmed; empty when the line holds only the post.</summary>
    public required IReadOnlyList<string> Keyphrases { get; init; }

    /// <summary>URL or path of the picture; null when not given.</summary>
    public string? Picture { get; init; }

    /// <summary>Words read in the picture; null when not given.</summary>
    public string? Ocr { get; init; }

    /// <summary>Words that describe the picture; null when not given.</summary>
    public IReadOnlyList<string>? Attributes { get; init; }
}
