using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Engram.OnnxGraph;

namespace Engram.TfJsToOnnx;

/// <summary>Reads the weights of one group, stored little-endian without gaps; quantized weights are expanded.</summary>
internal sealed class TfJsWeightReader(byte[] bytes)
{
    private int _offset;

    /// <summary>Reads the next weight. <paramref name="entry"/> is its entry in the weights manifest: name, shape, dtype,
    /// quantization.</summary>
    public ConstantTensor Read(JsonElement entry)
    {
        var name = entry.GetProperty("name").GetString()!;
        long[] dims = [.. entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        var count = checked((int)dims.Aggregate(1L, (product, size) => product * size));
        var type = entry.GetProperty("dtype").GetString()!;
        var floats = entry.TryGetProperty("quantization", out var quantization)
            ? ReadQuantised(name, count, quantization)
            : type == "float32" ? Take<float>(name, count) : null;
        if (floats is not null)
        {
            return type == "int32"
                ? new ConstantTensor([.. dims], null, Array.ConvertAll(floats, value => (long)MathF.Round(value)))
                : new ConstantTensor([.. dims], floats, null);
        }

        var integers = type switch
        {
            "int32" => Array.ConvertAll(Take<int>(name, count), value => (long)value),
            "bool" or "uint8" => Array.ConvertAll(Take<byte>(name, count), value => (long)value),
            _ => throw new OnnxGraphException($"Weight {name} is of type {type}; float32, int32, uint8 and bool are read."),
        };
        return new ConstantTensor([.. dims], null, integers);
    }

    /// <exception cref="OnnxGraphException">Bytes are left over: the graph and the shards do not belong together.</exception>
    public void RequireEnd()
    {
        if (_offset != bytes.Length)
            throw new OnnxGraphException(
                $"The shards hold {bytes.Length} bytes, the weights of model.json {_offset}: they do not belong together.");
    }

    /// <summary>value = stored * scale + min; float16 is stored without scale.</summary>
    private float[] ReadQuantised(string name, int count, JsonElement quantization)
    {
        var stored = quantization.GetProperty("dtype").GetString();
        if (stored == "float16")
            return Array.ConvertAll(Take<Half>(name, count), value => (float)value);
        var scale = quantization.GetProperty("scale").GetSingle();
        var min = quantization.GetProperty("min").GetSingle();
        return stored switch
        {
            "uint8" => Array.ConvertAll(Take<byte>(name, count), value => value * scale + min),
            "uint16" => Array.ConvertAll(Take<ushort>(name, count), value => value * scale + min),
            _ => throw new OnnxGraphException($"Weight {name} is quantised to {stored}; uint8, uint16 and float16 are read."),
        };
    }

    private T[] Take<T>(string name, int count)
        where T : unmanaged
    {
        var length = (long)count * Unsafe.SizeOf<T>();
        if (length > bytes.Length - _offset)
            throw new OnnxGraphException(
                $"The shards end within weight {name}: {length} bytes are needed, {bytes.Length - _offset} are left.");
        var values = MemoryMarshal.Cast<byte, T>(bytes.AsSpan(_offset, (int)length)).ToArray();
        _offset += (int)length;
        return values;
    }
}
