using Engram.Contracts.Images;

namespace Engram.Contracts.Keyphrases;

/// <summary>
/// Tag a post from all that is known of it. Sent by gateway, or by memory-index with the post's neighbours (<see cref="RecallNeighbours"/>);
/// consumed by inference, which answers with <see cref="KeyphrasesPredicted"/> or <see cref="KeyphrasesRejected"/>.
/// </summary>
public sealed record PredictKeyphrases
{
    /// <summary>Names this attempt; a redelivery carries the same one.</summary>
    public required Guid CommandId { get; init; }

    public required Guid PostId { get; init; }

    /// <summary>The post's own words as received; empty for a post that is only a picture.</summary>
    public required string Text { get; init; }

    /// <summary>Words read in the picture; null when there is no picture, it was rejected, or the reader was late.</summary>
    public string? OcrText { get; init; }

    /// <summary>Words that describe the picture; empty when they are not known.</summary>
    public required IReadOnlyList<string> Attributes { get; init; }

    /// <summary>The picture's feature grid; null when it is not known. Null means absent: the model masks it.</summary>
    public FeatureGrid? Grid { get; init; }

    /// <summary>Tagged posts like this one; null when none were looked for.</summary>
    public RecalledNeighbours? Neighbours { get; init; }
}
