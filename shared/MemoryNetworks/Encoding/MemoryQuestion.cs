namespace Engram.MemoryNetworks.Encoding;

/// <summary>A question with the memories recalled for it.</summary>
/// <param name="Text">The question as asked.</param>
/// <param name="Memories">Keys and values, best first; may be empty.</param>
public sealed record MemoryQuestion(string Text, IReadOnlyList<KeyValueMemory> Memories)
{
    /// <summary>What may be answered: the distinct values, in order of first appearance. Two values are the same answer when they have the
    /// same words.</summary>
    public IReadOnlyList<string> Candidates =>
        _candidates ??= [.. Memories.Select(memory => memory.Value).DistinctBy(MemoryEncoder.AnswerOf)];

    private IReadOnlyList<string>? _candidates;

    /// <summary>A question about a story. Its sentences, latest first, are keys and values in one.</summary>
    /// <param name="text">The question as asked.</param>
    /// <param name="story">Sentences in the order they were told.</param>
    /// <param name="maxMemories">Most sentences; the earliest are left out.</param>
    public static MemoryQuestion About(string text, IReadOnlyList<string> story, int maxMemories) =>
        new(text, [.. story.Reverse().Take(maxMemories).Select(sentence => new KeyValueMemory(sentence, sentence))]);
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
