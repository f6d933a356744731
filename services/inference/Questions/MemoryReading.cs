namespace Engram.Inference.Questions;

/// <summary>What the network made of one question with M memories and C candidate answers.</summary>
/// <param name="Probabilities">[C], one a candidate.</param>
/// <param name="Addressing">For each hop its weights over the memories, [M], which sum to 1.</param>
public sealed record MemoryReading(IReadOnlyList<float> Probabilities, IReadOnlyList<IReadOnlyList<float>> Addressing);
