using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Engram.Backbones.Tests.Weights;

/// <summary>Files that a stranger could give as weights, each with a part of the reason it is refused for.</summary>
internal static class HostileFiles
{
    private static readonly TestTensor[] Tensors = [TestTensor.Floats("w", [2], 1, 2), TestTensor.Floats("b", [1], 3)];
    private static readonly byte[] NoTensors = new Pickle().OrderedDict().Op('.').ToArray();

    /// <summary>What a pickle that calls would leave behind.</summary>
    public static string CanaryPath { get; } = Path.Combine(Path.GetTempPath(), $"engram-canary-{Environment.ProcessId}");

    public static IReadOnlyDictionary<string, (byte[] Bytes, string Reason)> All { get; } = new Dictionary<string, (byte[], string)>
    {
        ["nothing"] = ([], "is empty"),
        ["a web page"] = (Encoding.UTF8.GetBytes("<!DOCTYPE html><p>Not found"), "no file of weights"),

        ["safetensors: a header of 2^63 bytes"] = ([.. BitConverter.GetBytes(1UL << 63), .. "{}"u8], "at most 2097152 are read"),
        ["safetensors: a header longer than the file"] = ([.. BitConverter.GetBytes(1000UL), .. "{}"u8], "ends early"),
        ["safetensors: a header that is no JSON"] = (WeightWriter.SafeTensors("{nonsense}", []), "no JSON object"),
        ["safetensors: a header of a million brackets"] =
            (WeightWriter.SafeTensors("{\"w\":" + new string('[', 1_000_000), []), "no JSON object"),
        ["safetensors: a name that is half a character"] =
            (WeightWriter.SafeTensors("""{"\ud800": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}""", new byte[4]), "header"),
        ["safetensors: a name twice"] = (WeightWriter.SafeTensors(
            """
            {"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "w": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}
            """, new byte[8]), "each name once"),
        ["safetensors: tensors that overlap"] = (WeightWriter.SafeTensors(
            """
            {"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "b": {"dtype": "F16", "shape": [1], "data_offsets": [2, 4]}}
            """, new byte[4]), "overlap"),
        ["safetensors: a tensor beyond the end"] = OneTensor("F32", "[2]", "[0, 8]", "said to lie in bytes 0 to 8"),
        ["safetensors: a tensor before the start"] = OneTensor("F32", "[2]", "[-8, 0]", "said to lie in bytes -8 to 0"),
        ["safetensors: a tensor that ends before it begins"] = OneTensor("F32", "[1]", "[4, 0]", "said to lie in bytes 4 to 0"),
        ["safetensors: offsets of 2^64"] = OneTensor("F32", "[1]", "[0, 18446744073709551616]", "is not described by"),
        ["safetensors: a shape that overflows"] =
            OneTensor("F32", "[4611686018427387904, 4, 1]", "[0, 0]", "more elements than any file"),
        ["safetensors: a shape below nothing"] = OneTensor("F32", "[-1, -1]", "[0, 4]", "has a shape that is none"),
        ["safetensors: a shape that is not its bytes"] = OneTensor("F32", "[7]", "[0, 4]", "has 7 elements; the file has 1"),
        ["safetensors: an unknown type"] = OneTensor("F8_E4M3", "[4]", "[0, 4]", "is of type F8_E4M3"),
        ["safetensors: no description"] = (WeightWriter.SafeTensors("""{"w": 7}""", new byte[4]), "is not described by"),

        ["archive: half of it"] = (WeightWriter.Archive(Tensors)[..200], "ends early"),
        ["archive: packed, a zip bomb"] = (
            WeightWriter.Archive(NoTensors, [("weights/data/0", new byte[10_000_000])], CompressionLevel.Optimal), "is packed"),
        ["archive: a path out of it"] =
            (WeightWriter.Archive(NoTensors, [("../../etc/cron.d/x", [1])]), "leads out of the archive"),
        ["archive: two entries of one name"] =
            (WeightWriter.Archive(NoTensors, [("weights/data/0", [1]), ("weights/data/0", [2])]), "two entries"),
        ["archive: entries that overlap"] = (Overlapping(), "overlap"),
        ["archive: none of torch"] = (WeightWriter.Archive([], [("other/data.pkl", [])]), "none of torch.save"),
        ["archive: a directory of 2^40 bytes"] = (HugeDirectory(), "at most 2097152 are read"),
        ["archive: a storage that is not there"] =
            Archived(pickle => pickle.Tensor("FloatStorage", "../../../etc/passwd", 1, 0, [1], [1]), "is missing"),
        ["archive: a storage shorter than it says"] =
            Archived(pickle => pickle.Tensor("FloatStorage", "0", 1 << 30, 0, [1], [1]), "too few for 1073741824"),
        ["archive: a tensor beyond its storage"] =
            Archived(pickle => pickle.Tensor("FloatStorage", "0", 2, 1, [2], [1]), "reaches beyond its storage"),
        ["archive: strides that overflow"] =
            Archived(pickle => pickle.Tensor("FloatStorage", "0", 2, 0, [2], [long.MaxValue]), "reaches beyond its storage"),
        ["archive: strides that go back"] = Archived(pickle => pickle.Tensor("FloatStorage", "0", 2, 1, [2], [-1]), "no sizes"),
        ["archive: one number as a terabyte"] =
            Archived(pickle => pickle.Tensor("FloatStorage", "0", 1, 0, [1L << 40], [0]), "reaches beyond its storage"),

        ["pickle: calls a shell"] = Archived(
            pickle => pickle.Global("os", "system").Op('(').Text($"touch {CanaryPath}").Op('t').Op('R'), "names os.system"),
        ["pickle: evaluates"] = Archived(
            pickle => pickle.Global("builtins", "eval").Op('(').Text("1").Op('t').Op('R'), "names builtins.eval"),
        ["pickle: imports by text on its stack"] = Archived(
            pickle => pickle.Text("posix").Text("system").Raw(0x93), "names posix.system"),
        ["pickle: a whole model"] = Archived(
            pickle => pickle.Global("torchvision.models.resnet", "ResNet").Op(')').Raw(0x81), "names torchvision.models.resnet.ResNet,"),
        ["pickle: makes an object of another type"] = Archived(
            pickle => pickle.Global("torch", "FloatStorage").Op(')').Raw(0x81), "makes an object"),
        ["pickle: a tensor that never got a storage"] = Archived(
            pickle => pickle.Global("torch", "FloatTensor").Op(')').Op('R'), "entry w is no tensor"),
        ["pickle: makes an instance, the old way"] = Archived(
            pickle => pickle.Op('(').Raw("ios\nsystem\n"u8), "operation 0x69"),
        ["pickle: sets the state of a tensor"] = Archived(
            pickle => pickle.Tensor("FloatStorage", "0", 2, 0, [2], [1]).Op('}').Op('b'), "sets the state"),
        ["pickle: calls a storage"] = Archived(
            pickle => pickle.Global("torch", "FloatStorage").Op(')').Op('R'), "calls torch.FloatStorage"),
        ["pickle: refers to a module outside"] = Archived(
            pickle => pickle.Op('(').Text("module").Text("x").Op('t').Op('Q'), "refers to something outside"),
        ["pickle: takes more than there is"] = Archived(pickle => pickle.Op('s').Op('s').Op('s').Op('s'), "is damaged"),
        ["pickle: recalls what it never kept"] = Archived(pickle => pickle.Op('j').Raw(1, 2, 3, 4), "is damaged"),
        ["pickle: a text of 2 GiB"] = Archived(pickle => pickle.Op('X').Raw(0xff, 0xff, 0xff, 0x7f), "ends early"),
        ["pickle: a text below nothing"] = Archived(pickle => pickle.Op('X').Raw(0xff, 0xff, 0xff, 0xff), "ends early"),
        ["pickle: a name twice"] = Archived(
            pickle => pickle.Tensor("FloatStorage", "0", 2, 0, [2], [1]).Op('s').Text("w").Tensor("FloatStorage", "0", 2, 0, [2], [1]),
            "names w twice"),
        ["pickle: a checkpoint, not a state dict"] = Archived(
            pickle => pickle.Number(7), "entry w is no tensor; save the state dict alone"),
        ["pickle: no dictionary at all"] = (WeightWriter.Archive(new Pickle().Number(7).Op('.').ToArray(), []), "holds no state dict"),
        ["pickle: two million brackets"] =
            (WeightWriter.Archive([0x80, 2, .. Enumerable.Repeat((byte)'(', 2_000_000)], []), "ends early"),

        ["stream: cut inside its tensors"] = (WeightWriter.Stream(Tensors)[..^1], "ends early"),
        ["stream: cut inside its pickles"] = (WeightWriter.Stream(Tensors)[..100], "ends early"),
        ["stream: another program's pickle"] = (new Pickle().Number(7).Op('.').ToArray(), "none of torch.save"),
        ["stream: calls a shell after its beginning"] = (
            [.. WeightWriter.StreamStart(), .. new Pickle().Global("os", "system").Op('.').ToArray()], "names os.system"),
        ["stream: a storage of another length"] = (OfAnotherLength(), "elements, not 2"),
    };

    private static (byte[] Bytes, string Reason) OneTensor(string dtype, string shape, string offsets, string reason) => (
        WeightWriter.SafeTensors(
            $$$"""{"w": {"dtype": "{{{dtype}}}", "shape": {{{shape}}}, "data_offsets": {{{offsets}}}}}""", new byte[4]),
        reason);

    /// <summary>A state dict of one entry, w, with the value that <paramref name="write"/> pickles; storage 0 has two floats.</summary>
    private static (byte[] Bytes, string Reason) Archived(Action<Pickle> write, string reason)
    {
        var pickle = new Pickle().OrderedDict().Text("w");
        write(pickle);
        return (WeightWriter.Archive(pickle.Op('s').Op('.').ToArray(), [("weights/data/0", new byte[8])]), reason);
    }

    // The second entry of the directory is made to point at the first.
    private static byte[] Overlapping()
    {
        var bytes = WeightWriter.Archive(Tensors);
        var first = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8);
        var second = first + 4 + bytes.AsSpan(first + 4).IndexOf("PK\u0001\u0002"u8);
        bytes.AsSpan(second + 42, 4).Clear();
        return bytes;
    }

    private static byte[] HugeDirectory()
    {
        var bytes = new byte[4 + 56 + 20 + 22];
        "PK\u0003\u0004"u8.CopyTo(bytes);
        "PK\u0006\u0006"u8.CopyTo(bytes.AsSpan(4));
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(4 + 40), 1L << 40);
        "PK\u0006\u0007"u8.CopyTo(bytes.AsSpan(4 + 56));
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(4 + 56 + 8), 4);
        "PK\u0005\u0006"u8.CopyTo(bytes.AsSpan(4 + 56 + 20));
        return bytes;
    }

    // The number of elements stands before the 8 bytes of w, the number of b, and its 4 bytes.
    private static byte[] OfAnotherLength()
    {
        var bytes = WeightWriter.Stream(Tensors);
        bytes[^(4 + 8 + 8 + 8)] = 200;
        return bytes;
    }
}
