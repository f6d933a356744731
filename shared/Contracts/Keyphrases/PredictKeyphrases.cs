using Engram.Contracts.Images;

namespace Engram.Contracts.Keyphrases;

/// <summary>
/// Tag a post from everything known about it. Sent by gateway, or by memory-index with the post's neighbors
/// (<see cref="RecallNeighbours"/>); consumed by inference, which answers with <see cref="KeyphrasesPredicted"/> or
/// <see cref="KeyphrasesRejected"/>.
/// </summary>
[Bundled]
public sealed record PredictKeyphrases
{
    /// <summary>Identifies this attempt; a redelivery carries the same id.</summary>
    public required Guid CommandId { get; init; }

    public required Guid PostId { get; init; }

    /// <summary>The post's own words as received; empty for a post that is only a picture.</summary>
    public required string Text { get; init; }

    /// <summary>Words read in the post's pictures, in the pictures' order; null when there is no picture, all were rejected, or ocr was
    /// late.</summary>
    public string? OcrText { get; init; }

    /// <summary>Words that describe the pictures, without duplicates; empty when not known.</summary>
    public required IReadOnlyList<string> Attributes { get; init; }

    /// <summary>Objects found in the pictures; those of one picture most certain first. Empty: none, or the message predates this
    /// field.</summary>
    public IReadOnlyList<DetectedObject> Objects { get; init; } = [];

    /// <summary>Feature grid of the first picture that has one; null when none is known. The model masks a missing grid.</summary>
    public FeatureGrid? Grid { get; init; }

    /// <summary>Alt texts by the author, in the pictures' order. Empty: none, or the message predates this field.</summary>
    public IReadOnlyList<string> AltTexts { get; init; } = [];

    /// <summary>Hashtags by the author, without '#'. Empty: none, or the message predates this field.</summary>
    public IReadOnlyList<string> Hashtags { get; init; } = [];

    /// <summary>Languages of the text as stated by the author or platform, BCP 47. Empty: not stated, or the message predates this
    /// field.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Similar tagged posts; null when no search was made.</summary>
    public RecalledNeighbours? Neighbours { get; init; }
}
