namespace Engram.ModelStore;

/// <summary>Inputs and outputs of a network, from its package's manifest.</summary>
public sealed record NetworkSpec
{
    public required IReadOnlyList<TensorSpec> Inputs { get; init; }

    public required IReadOnlyList<TensorSpec> Outputs { get; init; }
}
