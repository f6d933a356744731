namespace Engram.Contracts.Questions;

/// <summary>Which memories a model was trained to read: those found through the entities of a question, and through theirs. Only a set that
/// is hashed by entities can follow them for more than one step.</summary>
public sealed record HopLimits
{
    /// <summary>Most memories of a question.</summary>
    public required int MaxMemories { get; init; }

    /// <summary>1: the memories whose keys name an entity of the question; 2: also those whose keys name the value of one of these; and so
    /// on.</summary>
    public required int Steps { get; init; }

    /// <summary>An entity of the question that more keys name, such as a genre, recalls none of its memories.</summary>
    public required int MaxFacts { get; init; }

    /// <summary>The same of entities that the question does not name but leads to.</summary>
    public required int MaxFactsOnTheWay { get; init; }
}
