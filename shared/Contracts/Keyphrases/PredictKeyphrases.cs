using Engram.Contracts.Images;

namespace Engram.Contracts.Keyphrases;

/// <summary>
/// Tag a post from all that is known of it. Sent by gateway, or by memory-index with the post's neighbours (<see
/// cref="RecallNeighbours"/>); consumed by inference, which answers with <see cref="KeyphrasesPredicted"/> or
/// <see cref="KeyphrasesRejected"/>.
/// </summary>
public sealed record PredictKeyphrases
{
    /// <summary>Names this attempt; a redelivery carries the same one.</summary>
    public required Guid CommandId { get; init; }

    public required Guid PostId { get; init; }

    /// <summary>The post's own words as received; empty for a post that is only a picture.</summary>
    public required string Text { get; init; }

    /// <summary>Words read in the post's pictures, in their order; null when there is no picture, all were rejected, or the reader was
    /// late.</summary>
    public string? OcrText { get; init; }

    /// <summary>Words that describe the pictures, each once; empty when they are not known.</summary>
    public required IReadOnlyList<string> Attributes { get; init; }

    /// <summary>Objects found in the pictures, those of one picture most certain first. Empty: none, or the message is older than this
    /// field.</summary>
    public IReadOnlyList<DetectedObject> Objects { get; init; } = [];

    /// <summary>Feature grid of the first picture that has one; null when none is known. Null means absent: the model masks it.</summary>
    public FeatureGrid? Grid { get; init; }

    /// <summary>What the author says the pictures show, in their order. Empty: nothing, or the message is older than this field.</summary>
    public IReadOnlyList<string> AltTexts { get; init; } = [];

    /// <summary>Hashtags the author gave, without '#'. Empty: none, or the message is older than this field.</summary>
    public IReadOnlyList<string> Hashtags { get; init; } = [];

    /// <summary>Languages of the text as the author or platform says, BCP 47. Empty: not said, or the message is older than this
    /// field.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Tagged posts like this one; null when none were looked for.</summary>
    public RecalledNeighbours? Neighbours { get; init; }
}
