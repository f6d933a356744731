using System.Collections.Immutable;

namespace Engram.OnnxGraph;

/// <summary>A named constant of a node, such as <c>axis</c> or <c>kernel_shape</c>.</summary>
public abstract record OnnxAttribute(string Name)
{
    public static OnnxAttribute Int(string name, long value) => new IntAttribute(name, value);

    public static OnnxAttribute Float(string name, float value) => new FloatAttribute(name, value);

    public static OnnxAttribute Text(string name, string value) => new TextAttribute(name, value);

    public static OnnxAttribute Ints(string name, params ReadOnlySpan<long> values) => new IntsAttribute(name, [.. values]);

    public static OnnxAttribute Floats(string name, params ReadOnlySpan<float> values) => new FloatsAttribute(name, [.. values]);

    public static OnnxAttribute Texts(string name, params ReadOnlySpan<string> values) => new TextsAttribute(name, [.. values]);

    /// <summary>An attribute that names an element type, such as <c>to</c> of Cast.</summary>
    public static OnnxAttribute Type(string name, ElementType type) => new IntAttribute(name, (long)type);
}

internal sealed record IntAttribute(string Name, long Value) : OnnxAttribute(Name);

internal sealed record FloatAttribute(string Name, float Value) : OnnxAttribute(Name);

internal sealed record TextAttribute(string Name, string Value) : OnnxAttribute(Name);

internal sealed record IntsAttribute(string Name, ImmutableArray<long> Values) : OnnxAttribute(Name);

internal sealed record FloatsAttribute(string Name, ImmutableArray<float> Values) : OnnxAttribute(Name);

internal sealed record TextsAttribute(string Name, ImmutableArray<string> Values) : OnnxAttribute(Name);

/// <summary>Numbers of <c>AttributeProto.AttributeType</c> in onnx.proto.</summary>
internal enum AttributeType
{
    Float = 1,
    Int = 2,
    String = 3,
    Floats = 6,
    Ints = 7,
    Strings = 8,
}
