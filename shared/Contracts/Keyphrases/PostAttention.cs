namespace Engram.Contracts.Keyphrases;

/// <summary>What the model looked at when it read a post: for people who ask why a post got its keyphrases.</summary>
public sealed record PostAttention
{
    /// <summary>The words with the greatest weights, greatest first; few, and none of little weight.</summary>
    public required IReadOnlyList<AttendedWord> Words { get; init; }

    /// <summary>Weight of each region of the picture, 0 to 1, sum 1: the 7 x 7 cells of the grid row by row, or the detected objects in
    /// their order. Empty when the model read no picture.</summary>
    public required IReadOnlyList<float> Regions { get; init; }
}

/// <summary>A word and how much it counted.</summary>
public sealed record AttendedWord
{
    public required string Word { get; init; }

    /// <summary>Share of the attention, 0 to 1.</summary>
    public required float Weight { get; init; }

    /// <summary>Whether the word was read in the picture; else it is the post's own.</summary>
    public required bool IsFromPicture { get; init; }
}
