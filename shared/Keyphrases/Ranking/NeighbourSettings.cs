namespace Engram.Keyphrases.Ranking;

/// <summary>How the tagged posts of a package are searched for neighbours: as they were when the mixture was fitted.</summary>
public sealed record NeighbourSettings
{
    /// <summary>Most neighbours of a post. Default 50, memory-index's.</summary>
    public int Count { get; init; } = 50;

    /// <summary>Words in fewer tagged posts than this find neighbours. Default 801: chosen on tweets.</summary>
    public int FrequencyCutoff { get; init; } = 801;
}
