using Engram.ModelStore;

namespace Engram.OnnxGraph;

/// <summary>Writes a model as the protocol buffer that onnx.proto defines, with only the messages and fields that our graphs use. Each call
/// passes the field's number in onnx.proto. The same model always gives the same bytes.</summary>
internal static class OnnxModelWriter
{
    /// <summary>Version of the file format that belongs to opset 15 to 17.</summary>
    private const int IrVersion = 8;

    public static byte[] Write(OnnxModel model) => ProtoWriter.Message(proto =>
    {
        proto.Int(1, IrVersion);
        proto.Text(2, model.Producer);
        proto.Message(7, graph => WriteGraph(graph, model));
        proto.Message(8, opset => opset.Int(2, model.Opset));
        foreach (var (key, value) in model.Metadata)
        {
            proto.Message(14, entry =>
            {
                entry.Text(1, key);
                entry.Text(2, value);
            });
        }
    });

    private static void WriteGraph(ProtoWriter graph, OnnxModel model)
    {
        foreach (var node in model.Nodes)
            graph.Message(1, message => WriteNode(message, node));
        graph.Text(2, model.GraphName);
        foreach (var tensor in model.Initializers)
            graph.Message(5, message => WriteTensor(message, tensor));
        foreach (var input in model.Inputs)
            graph.Message(11, message => WriteValueInfo(message, input));
        foreach (var output in model.Outputs)
            graph.Message(12, message => WriteValueInfo(message, output));
    }

    private static void WriteNode(ProtoWriter proto, OnnxNode node)
    {
        foreach (var input in node.Inputs)
            proto.Text(1, input.Name);
        foreach (var output in node.Outputs)
            proto.Text(2, output.Name);
        proto.Text(3, node.Name);
        proto.Text(4, node.Operator);
        foreach (var attribute in node.Attributes)
            proto.Message(5, message => WriteAttribute(message, attribute));
    }

    private static void WriteAttribute(ProtoWriter proto, OnnxAttribute attribute)
    {
        proto.Text(1, attribute.Name);
        proto.Int(20, (long)WriteAttributeValue(proto, attribute));
    }

    private static AttributeType WriteAttributeValue(ProtoWriter proto, OnnxAttribute attribute)
    {
        switch (attribute)
        {
            case FloatAttribute single:
                proto.Float(2, single.Value);
                return AttributeType.Float;
            case IntAttribute single:
                proto.Int(3, single.Value);
                return AttributeType.Int;
            case TextAttribute single:
                proto.Text(4, single.Value);
                return AttributeType.String;
            case FloatsAttribute several:
                foreach (var value in several.Values)
                    proto.Float(7, value);
                return AttributeType.Floats;
            case IntsAttribute several:
                foreach (var value in several.Values)
                    proto.Int(8, value);
                return AttributeType.Ints;
            case TextsAttribute several:
                foreach (var value in several.Values)
                    proto.Text(9, value);
                return AttributeType.Strings;
            default:
                throw new OnnxGraphException($"Attribute {attribute.Name} is of an unknown kind, {attribute.GetType().Name}.");
        }
    }

    private static void WriteTensor(ProtoWriter proto, OnnxTensor tensor)
    {
        foreach (var size in tensor.Dims)
            proto.Int(1, size);
        proto.Int(2, (long)tensor.Type);
        proto.Text(8, tensor.Name);
        proto.Bytes(9, tensor.Data);
    }

    private static void WriteValueInfo(ProtoWriter proto, OnnxValueInfo value)
    {
        proto.Text(1, value.Name);
        proto.Message(2, type => type.Message(1, tensor =>
        {
            tensor.Int(1, (long)value.Type);
            tensor.Message(2, shape =>
            {
                foreach (var dimension in value.Dims)
                    shape.Message(1, message => WriteDimension(message, dimension));
            });
        }));
    }

    private static void WriteDimension(ProtoWriter proto, Dimension dimension)
    {
        if (dimension.Size is { } size)
            proto.Int(1, size);
        else
            proto.Text(2, dimension.Symbol ?? throw new OnnxGraphException("A dimension has neither a size nor a name."));
    }
}
