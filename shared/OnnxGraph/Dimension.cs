namespace Engram.OnnxGraph;

/// <summary>One dimension of an input or output: a fixed size, or a name for a size known only when the model runs.</summary>
public readonly record struct Dimension
{
    private Dimension(long size, string? name) => (Size, Name) = (size, name);

    /// <summary>The fixed size; meaningless when <see cref="Name"/> is set.</summary>
    public long Size { get; }

    /// <summary>Name of a size that each run chooses, for example <c>batch</c>; equal names mean equal sizes.</summary>
    public string? Name { get; }

    public static Dimension Fixed(long size) => new(size, null);

    public static Dimension Symbolic(string name) => new(0, name);

    public static implicit operator Dimension(int size) => Fixed(size);

    public static implicit operator Dimension(long size) => Fixed(size);

    public static implicit operator Dimension(string name) => Symbolic(name);

    public static Dimension FromInt32(int size) => Fixed(size);

    public static Dimension FromInt64(long size) => Fixed(size);

    public static Dimension FromString(string name) => Symbolic(name);

    public override string ToString() => Name ?? Size.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
