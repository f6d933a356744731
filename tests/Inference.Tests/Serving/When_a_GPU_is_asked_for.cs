using Engram.Inference.Keyphrases;
using Engram.Inference.Tests.Models;
using Engram.Keyphrases.Encoding;
using Engram.ModelStore.Sessions;
using Engram.TestKit.Keyphrases;

namespace Engram.Inference.Tests.Serving;

/// <summary><see cref="ExecutionDevice"/>: choice of CPU or GPU.</summary>
public sealed class When_a_GPU_is_asked_for : LookupPackages
{
    private const string NoCuda = "ONNX Runtime on this machine can't use CUDA.";

    // A GPU build lists the CUDA provider even on machines without CUDA.
    private static readonly bool HasCuda =
        ExecutionDevice.Choose(new InferenceOptions { Device = "cuda:0", AllowCpuFallback = true }).FallbackReason is null;

    [Fact]
    public void Should_compute_what_the_CPU_computes()
    {
        Assert.SkipUnless(HasCuda, NoCuda);
        var package = Add("1", factor: 0.3f);
        float[] Run(string device)
        {
            using var session = ModelSession.Open(package, ExecutionDevice.Choose(new InferenceOptions { Device = device }));
            using var inputs = new ModelInputs().Add("words", [1L, 2L, 3L, 9L, 0L, 0L], 2, 3);
            using var outputs = session.Run(inputs);
            return outputs.Floats("sum", 2).ToArray();
        }

        Assert.All(Run("cpu").Zip(Run("cuda:0")), pair => Assert.Equal(pair.First, pair.Second, tolerance: 1e-5f));
    }

    [Fact]
    public void Should_find_the_phrases_that_the_CPU_finds()
    {
        Assert.SkipUnless(HasCuda, NoCuda);
        var package = new RandomKeyphraseModel { Scale = 1.5f }.AddTo(Folder);
        IReadOnlyList<KeyphraseOutputs> Read(string device)
        {
            using var network = KeyphraseNetwork.Open(package, ExecutionDevice.Choose(new InferenceOptions { Device = device }));
            return network.Read(
                [.. new[] { "the cat and the jedi", "winter zqx",
                    "star" }.Select(text => network.Encoder.Encode(new KeyphraseInput { Text = text }))]);
        }

        foreach (var (cpu, gpu) in Read("cpu").Zip(Read("cuda:0")))
            ReadingAssert.Same(cpu, gpu, tolerance: 1e-3f);
    }

    [Fact]
    public void Should_say_why_it_cannot_be_used_and_what_to_set()
    {
        Assert.SkipWhen(HasCuda, "This machine can use CUDA.");
        var error = Assert.Throws<DeviceUnavailableException>(() => ExecutionDevice.Choose(new InferenceOptions { Device = "cuda:1" }));
        Assert.StartsWith("Device cuda:1 can't be used: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("Set Inference__Device=cpu, or Inference__AllowCpuFallback=true", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_serve_on_the_CPU_and_remember_why_when_that_is_allowed()
    {
        Assert.SkipWhen(HasCuda, "This machine can use CUDA.");
        var device = ExecutionDevice.Choose(new InferenceOptions { Device = "cuda", AllowCpuFallback = true });
        Assert.Equal("cpu", device.Name);
        Assert.StartsWith("Device cuda:0 can't be used: ", device.FallbackReason, StringComparison.Ordinal);
    }
}
