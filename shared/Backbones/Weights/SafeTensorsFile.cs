using System.Collections.Immutable;
using System.Text.Json;

namespace Engram.Backbones.Weights;

/// <summary>Reads <c>.safetensors</c>: the length of a JSON header as 8 bytes, the header, and the tensors in row-major order, each at its
/// offsets from the header's end.</summary>
internal static class SafeTensorsFile
{
    private const string Metadata = "__metadata__";

    public static Dictionary<string, StoredTensor> Read(WeightBytes file, WeightFileOptions options)
    {
        var length = file.UInt64(0);
        if (length > (ulong)options.MaxHeaderBytes)
            throw new WeightFileException($"Its header has {length} bytes; at most {options.MaxHeaderBytes} are read.");
        using var header = Parse(file.Read(sizeof(ulong), (long)length));
        try
        {
            return Collect(file, header.RootElement, sizeof(ulong) + (long)length);
        }
        catch (InvalidOperationException e)
        {
            throw new WeightFileException("Its header has a name that is no text.", e);
        }
    }

    private static Dictionary<string, StoredTensor> Collect(WeightBytes file, JsonElement header, long data)
    {
        var tensors = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        var ranges = new List<(long Start, long End, string Name)>();
        foreach (var entry in header.EnumerateObject().Where(entry => entry.Name != Metadata))
        {
            var (type, shape, start, end) = Describe(entry.Name, entry.Value);
            if (start < 0 || end < start || end > file.Length - data)
                throw new WeightFileException(
                    $"Tensor {StoredTensor.Shown(entry.Name)} is said to lie in bytes {start} to {end} of the {file.Length - data} that "
                    + "follow the header.");
            if ((end - start) % StoredTensor.SizeOf(type) != 0)
                throw new WeightFileException($"Tensor {StoredTensor.Shown(entry.Name)} ends inside an element.");
            var stored = (end - start) / StoredTensor.SizeOf(type);
            tensors.Add(entry.Name, StoredTensor.Of(entry.Name, type, shape, data + start, stored));
            ranges.Add((start, end, entry.Name));
        }

        RequireApart(ranges);
        return tensors;
    }

    private static JsonDocument Parse(byte[] header)
    {
        try
        {
            return JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new WeightFileException($"Its header is no JSON object with each name once: {e.Message}", e);
        }
    }

    private static (StoredType Type, ImmutableArray<long> Shape, long Start, long End) Describe(string name, JsonElement entry)
    {
        try
        {
            var dtype = entry.GetProperty("dtype").GetString();
            ImmutableArray<long> shape = [.. entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
            return entry.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray() is [var start, var end]
                ? (TypeOf(name, dtype), shape, start, end)
                : throw new WeightFileException($"Tensor {StoredTensor.Shown(name)} has not two data_offsets.");
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new WeightFileException(
                $"Tensor {StoredTensor.Shown(name)} is not described by a dtype, a shape and data_offsets of whole numbers.", e);
        }
    }

    private static StoredType TypeOf(string name, string? dtype) => dtype switch
    {
        "F32" => StoredType.F32,
        "F16" => StoredType.F16,
        "BF16" => StoredType.BF16,
        "F64" => StoredType.F64,
        "I64" => StoredType.I64,
        _ => throw new WeightFileException(
            $"Tensor {StoredTensor.Shown(name)} is of type {StoredTensor.Shown(dtype ?? "null")}; F32, F16, BF16, F64 and I64 are read."),
    };

    private static void RequireApart(List<(long Start, long End, string Name)> ranges)
    {
        ranges.Sort();
        foreach (var (earlier, later) in ranges.Zip(ranges.Skip(1)))
        {
            if (later.Start < earlier.End)
                throw new WeightFileException(
                    $"Tensors {StoredTensor.Shown(earlier.Name)} and {StoredTensor.Shown(later.Name)} overlap.");
        }
    }
}
