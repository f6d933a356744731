namespace Engram.Contracts.Questions;

/// <summary>Which memories a model was trained to read: those found through the entities of a question, and through the entities they lead
/// to. Only a set hashed by entities can follow more than one step.</summary>
public sealed record HopLimits
{
    /// <summary>Maximum number of memories per question.</summary>
    public required int MaxMemories { get; init; }

    /// <summary>1: memories whose keys name an entity of the question; 2: also those whose keys name the value of one of these; and so
    /// on.</summary>
    public required int Steps { get; init; }

    /// <summary>An entity of the question that more keys than this name, such as a genre, recalls no memories.</summary>
    public required int MaxFacts { get; init; }

    /// <summary>The same limit for entities that the question does not name but leads to.</summary>
    public required int MaxFactsOnTheWay { get; init; }
}
