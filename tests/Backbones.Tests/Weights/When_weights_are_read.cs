using Engram.Backbones.Weights;
using Engram.TestKit;

namespace Engram.Backbones.Tests.Weights;

/// <summary>The three forms of a state dict.</summary>
public sealed class When_weights_are_read : IDisposable
{
    private static readonly TestTensor[] OfEachType =
    [
        TestTensor.Floats("f32", [2, 3], 1, -2.5f, 3, 4, 5, 6e-8f),
        TestTensor.Of("f16", "F16", [2], (Half)0.5f, (Half)(-65504f)),
        TestTensor.Of("bf16", "BF16", [2], (ushort)0x3fc0, (ushort)0xc2f7),
        TestTensor.Of("f64", "F64", [1, 1, 2], 0.1, -1e30),
        TestTensor.Of("i64", "I64", [], 123456789L),
        TestTensor.Floats("none", [0, 4]),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("safetensors")]
    [InlineData("archive")]
    [InlineData("stream")]
    public void Should_give_the_numbers_of_each_type(string form)
    {
        using var file = Open(form switch
        {
            "safetensors" => WeightWriter.SafeTensors(OfEachType),
            "archive" => WeightWriter.Archive(OfEachType),
            _ => WeightWriter.Stream(OfEachType),
        });

        Assert.Equal(OfEachType.Select(tensor => tensor.Name).Order(), file.Tensors.Keys.Order());
        Assert.All(OfEachType, tensor => Assert.Equal(tensor.Shape, file.Tensors[tensor.Name].Shape.ToArray()));
        Assert.Equal([1f, -2.5f, 3f, 4f, 5f, 6e-8f], file.ReadFloats("f32"));
        Assert.Equal([0.5f, -65504f], file.ReadFloats("f16"));
        Assert.Equal([1.5f, -123.5f], file.ReadFloats("bf16"));
        Assert.Equal([0.1f, -1e30f], file.ReadFloats("f64"));
        Assert.Equal([123456789f], file.ReadFloats("i64"));
        Assert.Empty(file.ReadFloats("none"));
    }

    [Fact]
    public void Should_follow_strides_and_offsets()
    {
        // A storage of 0..11; [2,3] from element 1 on, with rows and columns exchanged; and the same storage as it lies.
        var pickle = new Pickle().OrderedDict().Op('(')
            .Text("exchanged").Tensor("FloatStorage", "0", 12, offset: 1, [2, 3], [1, 4])
            .Text("plain").Tensor("FloatStorage", "0", 12, offset: 8, [1, 4], [99, 1])
            .Op('u').Op('.').ToArray();
        float[] storage = [.. Enumerable.Range(0, 12).Select(i => (float)i)];
        using var file = Open(WeightWriter.Archive(pickle, [("weights/data/0", TestTensor.Floats("", [12], storage).Data)]));

        Assert.Equal([1f, 5f, 9f, 2f, 6f, 10f], file.ReadFloats("exchanged"));
        Assert.Equal([8f, 9f, 10f, 11f], file.ReadFloats("plain"));
    }

    [Fact]
    public void Should_know_a_header_whose_length_begins_like_a_pickle()
    {
        const string Header = """{"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}""";
        using var file = Open(WeightWriter.SafeTensors(Header.PadRight(0x80), BitConverter.GetBytes(7f)));

        Assert.Equal([7f], file.ReadFloats("w"));
    }

    /// <summary>Published weights of 2016 and 2017 name their tensors in these ways.</summary>
    [Theory]
    [InlineData("function")]
    [InlineData("type")]
    [InlineData("parameter")]
    [InlineData("parameter with a state")]
    public void Should_read_tensors_as_the_first_versions_wrote_them(string way)
    {
        var pickle = new Pickle().OrderedDict().Text("w");
        Pickle Parts() => pickle.Op('(').Storage("FloatStorage", "0", 2).Number(0).Numbers(2).Numbers(1).Op('t');
        _ = way switch
        {
            "function" => WithName("torch._utils", "_rebuild_tensor", Parts).Op('R'),
            "type" => WithName("torch", "FloatTensor", () => pickle.Op(')').Op('R'), Parts).Op('b'),
            "parameter" => WithName("torch.nn.parameter", "Parameter", () => pickle.Op('('), Tensor).Raw(0x88).Op('t').Raw(0x81)
                .Op('(').Raw(0x88, 0x89).OrderedDict().Op('t').Op('b'),
            _ => WithName("torch.nn.parameter", "Parameter", () => pickle.Op(')').Raw(0x81).Op('('), Tensor)
                .Op('N').Raw(0x88, 0x89).OrderedDict().Op('t').Op('b'),
        };
        using var file = Open(WeightWriter.Archive(
            pickle.Op('s').Op('.').ToArray(), [("weights/data/0", TestTensor.Floats("", [2], 3, 4).Data)]));

        Assert.Equal([3f, 4f], file.ReadFloats("w"));

        Pickle Tensor() => pickle.Tensor("FloatStorage", "0", 2, 0, [2], [1]);

        Pickle WithName(string module, string name, params Func<Pickle>[] parts)
        {
            pickle.Global(module, name);
            foreach (var part in parts)
                part();
            return pickle;
        }
    }

    [Fact]
    public void Should_read_strings_of_Python_2()
    {
        var pickle = new Pickle().Op('}').Raw((byte)'U', 1, (byte)'w').Tensor("FloatStorage", "0", 1, 0, [1], [1])
            .Op('s').Op('.').ToArray();
        using var file = Open(WeightWriter.Archive(pickle, [("weights/data/0", BitConverter.GetBytes(7f))]));

        Assert.Equal([7f], file.ReadFloats("w"));
    }

    private WeightFile Open(byte[] bytes)
    {
        File.WriteAllBytes(_folder.In("weights"), bytes);
        return WeightFile.Open(_folder.In("weights"), new WeightFileOptions());
    }
}
