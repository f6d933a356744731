namespace Engram.ModelStore;

/// <summary>What a network takes and gives, as its package's manifest tells it.</summary>
public sealed record NetworkSpec
{
    public required IReadOnlyList<TensorSpec> Inputs { get; init; }

    public required IReadOnlyList<TensorSpec> Outputs { get; init; }
}
