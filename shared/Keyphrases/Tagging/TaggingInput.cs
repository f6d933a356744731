using Engram.Keyphrases.Ranking;

namespace Engram.Keyphrases.Tagging;

/// <summary>All that candidates of a post are found in. What is absent proposes nothing.</summary>
public sealed record TaggingInput
{
    /// <summary>The post's own words as received.</summary>
    public required string Text { get; init; }

    /// <summary>Language of the text, two or three letters (ISO 639); null: the one whose function words are most in it.</summary>
    public string? Language { get; init; }

    /// <summary>Words read in the picture; null when there are none.</summary>
    public string? OcrText { get; init; }

    /// <summary>Words that describe the picture, most certain first.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>Objects found in the pictures.</summary>
    public IReadOnlyList<SeenObject> Objects { get; init; } = [];

    /// <summary>What classifier, generator and neighbours propose; null when none was asked.</summary>
    public PhraseEvidence? Opinions { get; init; }
}
