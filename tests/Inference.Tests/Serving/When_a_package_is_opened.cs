using Engram.ModelStore;
using Engram.ModelStore.Sessions;

namespace Engram.Inference.Tests.Serving;

/// <summary><see cref="ModelSession"/>: opening a package and checking its shapes.</summary>
public sealed class When_a_package_is_opened : LookupPackages
{
    private static readonly ExecutionDevice Cpu = ExecutionDevice.Choose(new InferenceOptions());

    [Fact]
    public void Should_compute_what_the_network_computes()
    {
        using var session = ModelSession.Open(Add("1", factor: 2), Cpu);
        using var inputs = new ModelInputs().Add("words", [1L, 2L, 3L, 9L, 0L, 0L], 2, 3);
        using var outputs = session.Run(inputs);

        Assert.Equal([12f, 18f], outputs.Floats("sum", 2).ToArray());
    }

    [Fact]
    public void Should_name_both_sides_of_a_wrong_shape() => AssertRefused(
        Add("1", input: TensorSpec.Of("words", TensorType.Int64, "batch", "words", 5)),
        "model.onnx of model lookup/1 is not what its manifest says: "
        + "input words: expected [batch,words,5] int64, got [batch,words] int64.");

    [Fact]
    public void Should_name_both_sides_of_a_wrong_type() => AssertRefused(
        Add("1", input: TensorSpec.Of("words", TensorType.Float32, "batch", "words")),
        "model.onnx of model lookup/1 is not what its manifest says: "
        + "input words: expected [batch,words] float32, got [batch,words] int64.");

    [Fact]
    public void Should_name_a_tensor_that_only_one_side_has() => AssertRefused(
        Add("1", output: TensorSpec.Of("mean", TensorType.Float32, "batch")),
        "model.onnx of model lookup/1 is not what its manifest says: output mean: expected [batch] float32, got none; output sum: "
            + "expected none, got [batch] float32.");

    [Fact]
    public void Should_refuse_a_network_that_ONNX_Runtime_cannot_read()
    {
        var package = Add("1", spoil: path => File.WriteAllText(path, "not a network"));
        var error = Assert.Throws<ModelPackageException>(() => ModelSession.Open(package, Cpu));
        Assert.StartsWith(
            $"ONNX Runtime can't load {package.NetworkPath} of model lookup/1 on cpu: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_a_file_that_was_changed()
    {
        var package = Add("1");
        File.AppendAllText(package.NetworkPath, " ");
        var error = Assert.Throws<ModelPackageException>(() => ModelSession.Open(package, Cpu));
        Assert.StartsWith($"{package.NetworkPath} was changed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_name_both_sides_of_an_output_that_came_in_another_shape()
    {
        using var session = ModelSession.Open(Add("1"), Cpu);
        using var inputs = new ModelInputs().Add("words", [1L, 2L], 2, 1);
        using var outputs = session.Run(inputs);

        var error = Assert.Throws<InvalidDataException>(() => outputs.Floats("sum", 3).ToArray());
        Assert.Equal("Output sum: expected [3] float32, got [2].", error.Message);
    }

    private static void AssertRefused(InstalledModel package, string message)
    {
        var error = Assert.Throws<ModelPackageException>(() => ModelSession.Open(package, Cpu));
        Assert.Equal(message, error.Message);
    }
}
