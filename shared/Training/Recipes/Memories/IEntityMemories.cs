namespace Engram.Training.Recipes.Memories;

/// <summary>Memories about entities, as ids, recalled by the entities in a question. They come from the facts of a knowledge base or from
/// documents.</summary>
public interface IEntityMemories
{
    /// <summary>Number of memories.</summary>
    int Count { get; }

    /// <summary>Numbers of the memories that a question recalls, nearest first.</summary>
    IReadOnlyList<int> Recall(string question);

    /// <summary>Maps the ids of a question to those that the keys use.</summary>
    long[] Question(long[] text) => text;

    /// <summary>Ids of a memory's key.</summary>
    long[] Key(int memory);

    /// <summary>Ids of a memory's value.</summary>
    long[] Value(int memory);
}
