namespace Engram.OnnxGraph;

/// <summary>A value of a graph: an input, an initializer or the output of a node. Its name is unique in the graph.</summary>
public readonly record struct OnnxValue(string Name)
{
    /// <summary>Stands for an omitted optional operand.</summary>
    public static OnnxValue None { get; } = new(string.Empty);

    public override string ToString() => Name;
}
