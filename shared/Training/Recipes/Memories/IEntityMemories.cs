namespace Engram.Training.Recipes.Memories;

/// <summary>Memories about entities, found by the entities of a question and written in ids: facts of a knowledge base or what documents
/// say.</summary>
public interface IEntityMemories
{
    /// <summary>Memories there are.</summary>
    int Count { get; }

    /// <summary>Numbers of the memories a question recalls, nearest first.</summary>
    IReadOnlyList<int> Recall(string question);

    /// <summary>A question's ids as the keys expect them.</summary>
    long[] Question(long[] text) => text;

    /// <summary>Ids of a memory's key.</summary>
    long[] Key(int memory);

    /// <summary>Ids of a memory's value.</summary>
    long[] Value(int memory);
}
