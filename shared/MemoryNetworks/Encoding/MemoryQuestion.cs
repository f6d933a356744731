namespace Engram.MemoryNetworks.Encoding;

/// <summary>A question with the memories recalled for it.</summary>
/// <param name="Text">The question as asked.</param>
/// <param name="Memories">Keys and values, best first; may be empty.</param>
public sealed record MemoryQuestion(string Text, IReadOnlyList<KeyValueMemory> Memories)
{
    /// <summary>Possible answers: the distinct values, in order of first appearance. Two values with the same words are the same
    /// answer.</summary>
    public IReadOnlyList<string> Candidates =>
        _candidates ??= [.. Memories.Select(memory => memory.Value).DistinctBy(MemoryEncoder.AnswerOf)];

    private IReadOnlyList<string>? _candidates;

    /// <summary>A question about a story. Each sentence, latest first, is both key and value.</summary>
    /// <param name="text">The question as asked.</param>
    /// <param name="story">Sentences in the order of the story.</param>
    /// <param name="maxMemories">Most sentences; the earliest are dropped.</param>
    public static MemoryQuestion About(string text, IReadOnlyList<string> story, int maxMemories) =>
        new(text, [.. story.Reverse().Take(maxMemories).Select(sentence => new KeyValueMemory(sentence, sentence))]);
}

/// <summary>One memory: the key that questions are matched with, and the value that is read.</summary>
public readonly record struct KeyValueMemory(string Key, string Value);

/// <summary>A question as word ids, ready to be batched with others.</summary>
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
