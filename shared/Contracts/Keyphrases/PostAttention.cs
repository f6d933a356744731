namespace Engram.Contracts.Keyphrases;

/// <summary>What the model attended to in a post, which helps explain the post's keyphrases.</summary>
public sealed record PostAttention
{
    /// <summary>The few words with the greatest weights, greatest first; words of little weight are left out.</summary>
    public required IReadOnlyList<AttendedWord> Words { get; init; }

    /// <summary>Weight of each region of the picture, 0 to 1, sum 1: the 7 x 7 cells of the grid row by row, or the detected objects in
    /// their order. Empty when the model read no picture.</summary>
    public required IReadOnlyList<float> Regions { get; init; }
}

/// <summary>A word and its attention weight.</summary>
public sealed record AttendedWord
{
    public required string Word { get; init; }

    /// <summary>Share of the attention, 0 to 1.</summary>
    public required float Weight { get; init; }

    /// <summary>True when the word was read in the picture; false when it is the post's own.</summary>
    public required bool IsFromPicture { get; init; }
}
