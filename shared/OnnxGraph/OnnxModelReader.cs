using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Engram.ModelStore;
using Google.Protobuf;

namespace Engram.OnnxGraph;

/// <summary>Reads the protocol buffer that onnx.proto defines, as far as <see cref="OnnxModelWriter"/> can write it again. Shapes of inner
/// values and comments are left out; a model with anything else that would be lost is refused. Nodes <c>Constant</c> become initializers.
/// </summary>
internal static class OnnxModelReader
{
    private static readonly ImmutableHashSet<string> StandardDomains = ["", "ai.onnx"];

    /// <exception cref="OnnxGraphException">The bytes are not a model, or are one that this reader would not keep whole.</exception>
    public static OnnxModel Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return ReadModel(bytes);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidOperationException)
        {
            throw new OnnxGraphException($"This is not an ONNX model: {e.Message}");
        }
    }

    private static OnnxModel ReadModel(ReadOnlyMemory<byte> bytes)
    {
        var opset = 0;
        var producer = string.Empty;
        ReadOnlyMemory<byte>? graph = null;
        var metadata = new List<KeyValuePair<string, string>>();
        foreach (var field in ProtoFields.Of(bytes))
        {
            switch (field.Number)
            {
                case 2: producer = field.Text; break;
                case 7: graph = field.Bytes; break;
                case 8 when StandardDomains.Contains(Text(field.Bytes, 1)):
                    opset = (int)ProtoFields.Of(field.Bytes).Single(part => part.Number == 2).Int;
                    break;
                case 14: metadata.Add(new(Text(field.Bytes, 1), Text(field.Bytes, 2))); break;
                case 20 or 25: throw Unknown($"field {field.Number} of the model");
            }
        }

        if (graph is null || opset == 0)
            throw new OnnxGraphException("This is not an ONNX model: it has no graph or names no version of the standard operators.");
        return ReadGraph(graph.Value, opset, producer, metadata);
    }

    private static OnnxModel ReadGraph(
        ReadOnlyMemory<byte> bytes, int opset, string producer, IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        var name = string.Empty;
        var nodes = new List<OnnxNode>();
        var initializers = new List<OnnxTensor>();
        var inputs = new List<OnnxValueInfo>();
        var outputs = new List<OnnxValueInfo>();
        foreach (var field in ProtoFields.Of(bytes))
        {
            switch (field.Number)
            {
                case 1 when Constant(field.Bytes) is { } constant: initializers.Add(constant); break;
                case 1: nodes.Add(ReadNode(field.Bytes)); break;
                case 2: name = field.Text; break;
                case 5: initializers.Add(ReadTensor(field.Bytes)); break;
                case 11: inputs.Add(ReadValueInfo(field.Bytes)); break;
                case 12: outputs.Add(ReadValueInfo(field.Bytes)); break;
                case 14 or 15: throw Unknown($"field {field.Number} of the graph");
            }
        }

        // Before version 4 of the format an initializer was listed as an input too.
        inputs.RemoveAll(input => initializers.Exists(tensor => tensor.Name == input.Name));
        return new OnnxModel(name, opset, producer, nodes, initializers, inputs, outputs, metadata);
    }

    /// <summary>The tensor of a node <c>Constant</c> under the name of the node's output; null for another node.</summary>
    private static OnnxTensor? Constant(ReadOnlyMemory<byte> bytes)
    {
        var fields = ProtoFields.Of(bytes).ToList();
        if (!fields.Exists(field => field.Number == 4 && field.Text == "Constant"))
            return null;
        var attribute = fields.Single(field => field.Number == 5).Bytes;
        var tensor = ProtoFields.Of(attribute).FirstOrDefault(field => field.Number == 5);
        if (tensor.Number == 0)
            throw Unknown("a constant that is not a tensor");
        return ReadTensor(tensor.Bytes) with { Name = fields.Single(field => field.Number == 2).Text };
    }

    private static OnnxNode ReadNode(ReadOnlyMemory<byte> bytes)
    {
        var (name, type) = (string.Empty, string.Empty);
        var inputs = ImmutableArray.CreateBuilder<OnnxValue>();
        var outputs = ImmutableArray.CreateBuilder<OnnxValue>();
        var attributes = ImmutableArray.CreateBuilder<OnnxAttribute>();
        foreach (var field in ProtoFields.Of(bytes))
        {
            switch (field.Number)
            {
                case 1: inputs.Add(new OnnxValue(field.Text)); break;
                case 2: outputs.Add(new OnnxValue(field.Text)); break;
                case 3: name = field.Text; break;
                case 4: type = field.Text; break;
                case 5: attributes.Add(ReadAttribute(field.Bytes)); break;
                case 7 when !StandardDomains.Contains(field.Text): throw Unknown($"operator {type} of {field.Text}");
            }
        }

        return new OnnxNode(name, type, inputs.ToImmutable(), outputs.ToImmutable(), attributes.ToImmutable());
    }

    private static OnnxAttribute ReadAttribute(ReadOnlyMemory<byte> bytes)
    {
        var fields = ProtoFields.Of(bytes).ToList();
        var name = fields.First(field => field.Number == 1).Text;
        var kind = fields.FirstOrDefault(field => field.Number == 20);
        IEnumerable<ProtoField> Values(int number) => fields.Where(field => field.Number == number);
        return (AttributeType)(kind.Number == 0 ? 0 : kind.Int) switch
        {
            AttributeType.Float => OnnxAttribute.Float(name, Values(2).Single().Float),
            AttributeType.Int => OnnxAttribute.Int(name, Values(3).Single().Int),
            AttributeType.String => OnnxAttribute.Text(name, Values(4).Single().Text),
            AttributeType.Floats => OnnxAttribute.Floats(name, [.. Values(7).SelectMany(field => field.Floats)]),
            AttributeType.Ints => OnnxAttribute.Ints(name, [.. Values(8).SelectMany(field => field.Ints)]),
            AttributeType.Strings => OnnxAttribute.Texts(name, [.. Values(9).Select(field => field.Text)]),
            var other => throw Unknown($"attribute {name} of kind {(int)other}"),
        };
    }

    private static OnnxTensor ReadTensor(ReadOnlyMemory<byte> bytes)
    {
        var name = string.Empty;
        var type = (ElementType)0;
        var dims = ImmutableArray.CreateBuilder<long>();
        ReadOnlyMemory<byte> data = default;
        foreach (var field in ProtoFields.Of(bytes))
        {
            switch (field.Number)
            {
                case 1: dims.AddRange(field.Ints); break;
                case 2: type = (ElementType)field.Int; break;
                case 4: data = Joined(data, MemoryMarshal.AsBytes<float>(field.Floats)); break;
                case 7: data = Joined(data, MemoryMarshal.AsBytes<long>(field.Ints)); break;
                case 8: name = field.Text; break;
                case 9: data = field.Bytes; break;
                case 3 or 5 or 6 or 10 or 11 or 13 or 14: throw Unknown($"tensor {name}, whose elements are in field {field.Number}");
            }
        }

        if (!Enum.IsDefined(type))
            throw Unknown($"tensor {name} of element type {(int)type}");
        return new OnnxTensor(name, type, dims.ToImmutable(), data);
    }

    private static OnnxValueInfo ReadValueInfo(ReadOnlyMemory<byte> bytes)
    {
        var name = Text(bytes, 1);
        var kind = ProtoFields.Of(bytes).First(field => field.Number == 2).Bytes;
        var tensor = ProtoFields.Of(kind).FirstOrDefault(field => field.Number == 1);
        if (tensor.Number == 0)
            throw Unknown($"value {name}, which is not a tensor");
        var parts = ProtoFields.Of(tensor.Bytes).ToList();
        var shape = parts.FirstOrDefault(field => field.Number == 2);
        if (shape.Number == 0)
            throw Unknown($"value {name} without a shape");
        return new OnnxValueInfo(
            name,
            (ElementType)parts.First(field => field.Number == 1).Int,
            [.. ProtoFields.Of(shape.Bytes).Where(field => field.Number == 1)
                .Select((field, axis) => ReadDimension(field.Bytes, name, axis))]);
    }

    /// <summary>A size, or a name; exporters also write sizes below one for what varies.</summary>
    private static Dimension ReadDimension(ReadOnlyMemory<byte> bytes, string value, int axis)
    {
        var field = ProtoFields.Of(bytes).FirstOrDefault();
        return field.Number switch
        {
            1 when field.Int > 0 => new Dimension((int)field.Int),
            2 when field.Text.Length > 0 => new Dimension(field.Text),
            _ => new Dimension(string.Create(CultureInfo.InvariantCulture, $"{value}.{axis}")),
        };
    }

    private static string Text(ReadOnlyMemory<byte> bytes, int number)
    {
        var field = ProtoFields.Of(bytes).FirstOrDefault(field => field.Number == number);
        return field.Number == 0 ? string.Empty : field.Text;
    }

    private static byte[] Joined(ReadOnlyMemory<byte> first, ReadOnlySpan<byte> second) => [.. first.Span, .. second];

    private static OnnxGraphException Unknown(string what) => new($"The model holds {what}, which can't be written again.");
}
