using System.Text.Json;
using System.Text.Json.Serialization;

namespace Engram.ModelStore;

/// <summary>One input or output of a model: <c>tokens int64 [batch, tokens]</c>.</summary>
public sealed record TensorSpec
{
    public required string Name { get; init; }

    public required TensorType Type { get; init; }

    /// <summary>Sizes; a name such as <c>batch</c> stands for any size, the same everywhere in one run.</summary>
    public required IReadOnlyList<Dimension> Dims { get; init; }

    public static TensorSpec Of(string name, TensorType type, params Dimension[] dims) => new() { Name = name, Type = type, Dims = dims };

    public override string ToString() =>
        $"{Name} {JsonSerializer.Serialize(Type).Trim('"')} [{string.Join(", ", Dims)}]";
}

/// <summary>One size of a tensor: a number, or a name that stands for any size.</summary>
[JsonConverter(typeof(DimensionJsonConverter))]
public readonly record struct Dimension
{
    /// <summary>A fixed size.</summary>
    public Dimension(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        Size = size;
    }

    /// <summary>A size that varies between runs.</summary>
    public Dimension(string symbol)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(symbol);
        Symbol = symbol;
    }

    /// <summary>The size, or null when it is symbolic.</summary>
    public int? Size { get; }

    /// <summary>The name of a symbolic size, or null when it is fixed.</summary>
    public string? Symbol { get; }

    public static Dimension FromInt32(int size) => new(size);

    public static Dimension FromString(string symbol) => new(symbol);

    public static implicit operator Dimension(int size) => new(size);

    public static implicit operator Dimension(string symbol) => new(symbol);

    public override string ToString() => Symbol ?? Size?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?";
}

internal sealed class DimensionJsonConverter : JsonConverter<Dimension>
{
    public override Dimension Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number when reader.TryGetInt32(out var size) && size > 0 => new Dimension(size),
        JsonTokenType.String when reader.GetString() is { Length: > 0 } symbol => new Dimension(symbol),
        _ => throw new JsonException("A dimension is a positive whole number or a name such as \"batch\"."),
    };

    public override void Write(Utf8JsonWriter writer, Dimension value, JsonSerializerOptions options)
    {
        if (value.Size is { } size)
            writer.WriteNumberValue(size);
        else
            writer.WriteStringValue(value.Symbol);
    }
}
