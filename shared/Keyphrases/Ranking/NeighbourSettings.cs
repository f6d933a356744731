namespace Engram.Keyphrases.Ranking;

/// <summary>How a package's tagged posts are searched for neighbors; the same as when its mixture was fitted.</summary>
public sealed record NeighbourSettings
{
    /// <summary>Maximum number of neighbors of a post. Default 50, as in memory-index.</summary>
    public int Count { get; init; } = 50;

    /// <summary>Only words in fewer tagged posts than this find neighbors. Default 801, chosen on tweets.</summary>
    public int FrequencyCutoff { get; init; } = 801;
}
