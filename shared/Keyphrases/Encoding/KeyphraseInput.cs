namespace Engram.Keyphrases.Encoding;

/// <summary>Everything a keyphrase model may know about a post. Absent parts are masked, not guessed.</summary>
public sealed record KeyphraseInput
{
    /// <summary>The post's own words as received; may be empty.</summary>
    public required string Text { get; init; }

    /// <summary>Words read in the picture; null or empty when there are none.</summary>
    public string? OcrText { get; init; }

    /// <summary>Words that describe the picture, most certain first; only the first five count.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>The picture's features, row-major [R, channels]; empty when there is no picture or it has no regions.</summary>
    public ReadOnlyMemory<float> Regions { get; init; }
}
