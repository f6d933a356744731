using Google.Protobuf;

namespace Engram.OnnxGraph;

/// <summary>Writes the fields of one protocol buffer message by number.</summary>
internal sealed class ProtoWriter(CodedOutputStream output)
{
    /// <summary>Returns the bytes of a message with the fields that <paramref name="write"/> writes.</summary>
    public static byte[] Message(Action<ProtoWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
            write(new ProtoWriter(output));
        return bytes.ToArray();
    }

    public void Int(int field, long value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    }

    public void Float(int field, float value)
    {
        output.WriteTag(field, WireFormat.WireType.Fixed32);
        output.WriteFloat(value);
    }

    public void Text(int field, string value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(value);
    }

    public void Bytes(int field, ReadOnlyMemory<byte> value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(value));
    }

    /// <summary>Writes a nested message. Its length comes first, so it is written to a separate buffer and copied.</summary>
    public void Message(int field, Action<ProtoWriter> write) => Bytes(field, Message(write));
}
