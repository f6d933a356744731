using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Engram.Training.Torch;

/// <summary>Named tensors in one file of the safetensors format, which Python reads too: 8 bytes of little-endian header length, a JSON
/// header {name: {dtype, shape, data_offsets}} with texts under <c>__metadata__</c>, then the raw little-endian values.</summary>
public static class SafeTensors
{
    private const string Metadata = "__metadata__";

    /// <summary>Writes float32, int64 or byte tensors to a file beside the target and renames it, so that the target is never half
    /// written.</summary>
    public static void Save(string path, IReadOnlyList<(string Name, Tensor Values)> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var header =
            new JsonObject { [Metadata] = new JsonObject(metadata.Select(text => KeyValuePair.Create(text.Key, (JsonNode?)text.Value))) };
        var offset = 0L;
        foreach (var (name, values) in tensors)
        {
            var (type, width) = TypeOf(values.dtype, name);
            var end = offset + values.numel() * width;
            header[name] = new JsonObject
            {
                ["dtype"] = type,
                ["shape"] = new JsonArray([.. values.shape.Select(size => (JsonNode)size)]),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            offset = end;
        }

        var headerBytes = JsonSerializer.SerializeToUtf8Bytes(header);
        var unfinished = path + ".unfinished";
        using (var file = File.Create(unfinished))
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, headerBytes.Length);
            file.Write(length);
            file.Write(headerBytes);
            foreach (var (_, values) in tensors)
                file.Write(BytesOf(values));
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Reads the tensors into the current scope, and the metadata.</summary>
    /// <exception cref="InvalidDataException">The file is truncated or not a safetensors file.</exception>
    public static (IReadOnlyDictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Load(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path).AsSpan();
            var data = 8 + checked((int)BinaryPrimitives.ReadInt64LittleEndian(bytes));
            var header = JsonNode.Parse(bytes[8..data])!.AsObject();
            var tensors = new Dictionary<string, Tensor>();
            var metadata = new Dictionary<string, string>();
            foreach (var (name, entry) in header)
            {
                if (name == Metadata)
                {
                    foreach (var (key, text) in entry!.AsObject())
                        metadata[key] = (string)text!;
                    continue;
                }

                var shape = entry!["shape"]!.AsArray().Select(size => (long)size!).ToArray();
                var (start, end) = ((int)entry["data_offsets"]![0]!, (int)entry["data_offsets"]![1]!);
                tensors[name] = Read((string)entry["dtype"]!, bytes[(data + start)..(data + end)], shape);
            }

            return (tensors, metadata);
        }
        catch (Exception e) when (
            e is ArgumentOutOfRangeException or JsonException or InvalidOperationException or NullReferenceException or OverflowException
                or ShapeException)
        {
            throw new InvalidDataException($"{path} is no whole safetensors file: {e.Message}", e);
        }
    }

    private static Tensor Read(string type, ReadOnlySpan<byte> bytes, long[] shape) => type switch
    {
        "F32" => torch.tensor(MemoryMarshal.Cast<byte, float>(bytes), shape),
        "I64" => torch.tensor(MemoryMarshal.Cast<byte, long>(bytes), shape),
        "U8" => torch.tensor(bytes, shape),
        _ => throw new InvalidDataException($"Element type {type} is not read here; F32, I64 and U8 are."),
    };

    private static (string Type, int Bytes) TypeOf(ScalarType type, string name) => type switch
    {
        ScalarType.Float32 => ("F32", 4),
        ScalarType.Int64 => ("I64", 8),
        ScalarType.Byte => ("U8", 1),
        _ => throw new ShapeException($"'{name}' is {type}; float32, int64 and byte tensors are saved."),
    };

    private static ReadOnlySpan<byte> BytesOf(Tensor values) => values.dtype switch
    {
        ScalarType.Float32 => MemoryMarshal.AsBytes(values.ToFloat32().AsSpan()),
        ScalarType.Int64 => MemoryMarshal.AsBytes(values.ToInt64().AsSpan()),
        _ => values.ToBytes(),
    };
}
