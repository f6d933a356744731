namespace Engram.ModelPackage.Memories;

/// <summary>A question with the memories recalled for it.</summary>
/// <param name="Text">The question as asked.</param>
/// <param name="Memories">Keys and values, best first; may be empty.</param>
public sealed record MemoryQuestion(string Text, IReadOnlyList<KeyValueMemory> Memories)
{
    /// <summary>What may be answered: the distinct values, in order of first appearance. Two values are the same answer when they have the same
    /// words.</summary>
    public IReadOnlyList<string> Candidates { get; } = [.. Memories.Select(memory => memory.Value).DistinctBy(MemoryEncoder.AnswerOf)];
}

/// <summary>One memory: what a question is matched with, and what is read.</summary>
public readonly record struct KeyValueMemory(string Key, string Value);

/// <summary>A question as bags of word ids, ready to share a batch with others.</summary>
public sealed record EncodedQuestion
{
    /// <summary>Ids of the question's words.</summary>
    public required long[] Question { get; init; }

    /// <summary>Ids of each memory's key.</summary>
    public required IReadOnlyList<long[]> Keys { get; init; }

    /// <summary>Ids of each memory's value.</summary>
    public required IReadOnlyList<long[]> Values { get; init; }

    /// <summary>Ids of each candidate answer.</summary>
    public required IReadOnlyList<long[]> Candidates { get; init; }
}
