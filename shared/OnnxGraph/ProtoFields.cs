using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;

namespace Engram.OnnxGraph;

/// <summary>Splits protocol buffer messages into their fields.</summary>
internal static class ProtoFields
{
    /// <summary>The fields of one message, in their order.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are not a message.</exception>
    /// <exception cref="OnnxGraphException">A field is of a kind that models don't have.</exception>
    public static IEnumerable<ProtoField> Of(ReadOnlyMemory<byte> bytes)
    {
        using var input = Stream(bytes);
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            var number = WireFormat.GetTagFieldNumber(tag);
            yield return WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => new ProtoField(number, input.ReadInt64(), 0, null),
                WireFormat.WireType.Fixed32 => new ProtoField(number, 0, input.ReadFloat(), null),
                WireFormat.WireType.LengthDelimited => new ProtoField(number, 0, 0, input.ReadBytes().Memory),
                var other => throw new OnnxGraphException(
                    $"This is not an ONNX model: field {number} of a message is of wire type {other}."),
            };
        }
    }

    public static CodedInputStream Stream(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var array)
            ? new CodedInputStream(array.Array!, array.Offset, array.Count)
            : new CodedInputStream(bytes.ToArray());
}

/// <summary>One field of a message: a number, or bytes that are a text, a message or packed numbers.</summary>
internal readonly record struct ProtoField(int Number, long Int, float Float, ReadOnlyMemory<byte>? Packed)
{
    public ReadOnlyMemory<byte> Bytes =>
        Packed ?? throw new OnnxGraphException($"This is not an ONNX model: field {Number} of a message is a number, not bytes.");

    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>The numbers of a repeated field, which stand alone or packed.</summary>
    public long[] Ints
    {
        get
        {
            if (Packed is not { } packed)
                return [Int];
            using var input = ProtoFields.Stream(packed);
            var numbers = new List<long>();
            while (!input.IsAtEnd)
                numbers.Add(input.ReadInt64());
            return [.. numbers];
        }
    }

    /// <summary>The numbers of a repeated field, which stand alone or packed.</summary>
    public float[] Floats => Packed is { } packed ? MemoryMarshal.Cast<byte, float>(packed.Span).ToArray() : [Float];
}
