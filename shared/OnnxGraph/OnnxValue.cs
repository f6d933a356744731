namespace Engram.OnnxGraph;

/// <summary>A value of a graph: an input, an initialiser or what a node computes. Its name is unique in the graph.</summary>
public readonly record struct OnnxValue(string Name)
{
    /// <summary>Stands for an optional operand that is left out.</summary>
    public static OnnxValue None { get; } = new(string.Empty);

    public override string ToString() => Name;
}
