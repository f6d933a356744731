using System.Text.RegularExpressions;
using Engram.Training.Torch;

namespace Engram.Trainer.Tests.Torch;

public sealed partial class When_the_bridge_is_loaded
{
    [Fact]
    public void Should_say_which_libtorch_it_found()
    {
        var found = Libtorch().Match(TorchBridge.Libtorch);

        Assert.True(found.Success, TorchBridge.Libtorch);
        Assert.True(File.Exists(found.Groups["file"].Value), found.Value);
    }

    [GeneratedRegex(@"^libtorch \d+\.\d+\.\d+ for (the CPU|CUDA|CUDA, without a usable GPU) \((?<file>/.*/libtorch_cpu\.so.*)\)$")]
    private static partial Regex Libtorch();
}
