namespace Engram.MemoryNetworks.Sessions;

/// <summary>What the network made of one question with M memories and A answers.</summary>
/// <param name="Probabilities">[A], one an answer.</param>
/// <param name="Addressing">For each hop its weights over the memories it read, [M], which sum to 1 with what it gave to none.</param>
public sealed record MemoryReading(float[] Probabilities, IReadOnlyList<float[]> Addressing);
