using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Engram.Backbones.Tests.Weights;

/// <summary>Writes the three forms of weights, as safetensors and torch.save do.</summary>
internal static class WeightWriter
{
    public static byte[] SafeTensors(IEnumerable<TestTensor> tensors)
    {
        var (header, data) = (new Dictionary<string, object>(), new MemoryStream());
        header["__metadata__"] = new { format = "pt" };
        foreach (var tensor in tensors)
        {
            var start = data.Length;
            data.Write(tensor.Data);
            header[tensor.Name] = new { dtype = tensor.Dtype, shape = tensor.Shape, data_offsets = (long[])[start, data.Length] };
        }

        return SafeTensors(JsonSerializer.Serialize(header), data.ToArray());
    }

    public static byte[] SafeTensors(string header, byte[] data)
    {
        var json = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((ulong)json.Length), .. json, .. data];
    }

    /// <summary>The archive of torch 1.6 and later.</summary>
    public static byte[] Archive(IReadOnlyList<TestTensor> tensors) => Archive(
        StateDict(tensors, isOld: false),
        [.. tensors.Select((tensor, number) => ($"weights/data/{number}", tensor.Data))]);

    public static byte[] Archive(
        byte[] pickle, IEnumerable<(string Name, byte[] Data)> entries, CompressionLevel level = CompressionLevel.NoCompression)
    {
        var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, data) in entries.Prepend(("weights/data.pkl", pickle)).Append(("weights/version", "3\n"u8.ToArray())))
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(data);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>The stream of pickles of torch before 1.6.</summary>
    public static byte[] Stream(IReadOnlyList<TestTensor> tensors)
    {
        var keys = new Pickle().Op(']').Op('(');
        for (var number = 0; number < tensors.Count; number++)
            keys.Text($"{number}");
        return
        [
            .. StreamStart(), .. StateDict(tensors, isOld: true), .. keys.Op('e').Op('.').ToArray(),
            .. tensors.SelectMany(
                tensor => (byte[])[.. BitConverter.GetBytes((long)tensor.Data.Length / tensor.ElementBytes), .. tensor.Data]),
        ];
    }

    /// <summary>Magic number, version and machine, as the stream begins.</summary>
    public static byte[] StreamStart() =>
    [
        .. new Pickle().Raw(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19).Op('.').ToArray(),
        .. new Pickle().Number(1001).Op('.').ToArray(),
        .. new Pickle().Op('}').Text("little_endian").Raw(0x88).Op('s').Op('.').ToArray(),
    ];

    private static byte[] StateDict(IReadOnlyList<TestTensor> tensors, bool isOld)
    {
        var pickle = new Pickle().OrderedDict().Op('(');
        foreach (var (number, tensor) in tensors.Index())
        {
            pickle.Text(tensor.Name).Tensor(
                StorageOf(tensor.Dtype), $"{number}", tensor.Data.Length / tensor.ElementBytes, 0, tensor.Shape, Strides(tensor.Shape),
                isOld);
        }

        // A state dict carries the versions of its modules as an attribute.
        return pickle.Op('u').Op('}').Text("_metadata").OrderedDict().Op('s').Op('b').Op('.').ToArray();
    }

    private static string StorageOf(string dtype) => dtype switch
    {
        "F32" => "FloatStorage",
        "F16" => "HalfStorage",
        "BF16" => "BFloat16Storage",
        "F64" => "DoubleStorage",
        _ => "LongStorage",
    };

    private static long[] Strides(long[] shape) =>
        [.. shape.Select((_, place) => shape.Skip(place + 1).Aggregate(1L, (product, size) => product * size))];
}
