namespace Engram.MemoryNetworks.Sessions;

/// <summary>The network's output for one question with M memories and A answers.</summary>
/// <param name="Probabilities">[A], one per answer.</param>
/// <param name="Addressing">Per hop, the weights [M] over the memories; with the weight given to no memory they sum to 1.</param>
public sealed record MemoryReading(float[] Probabilities, IReadOnlyList<float[]> Addressing);
