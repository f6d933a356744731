using Engram.Keyphrases.Ranking;

namespace Engram.Keyphrases.Tagging;

/// <summary>Everything that tag candidates of a post are drawn from. What is absent proposes nothing.</summary>
public sealed record TaggingInput
{
    /// <summary>The post's own words as received.</summary>
    public required string Text { get; init; }

    /// <summary>Language of the text, a code of two or three letters (ISO 639); null detects it by counting function words.</summary>
    public string? Language { get; init; }

    /// <summary>Words read in the picture; null when there are none.</summary>
    public string? OcrText { get; init; }

    /// <summary>Words that describe the picture, most certain first.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>Objects found in the pictures.</summary>
    public IReadOnlyList<SeenObject> Objects { get; init; } = [];

    /// <summary>Proposals of classifier, generator and neighbors; null when none was run.</summary>
    public PhraseEvidence? Opinions { get; init; }
}
