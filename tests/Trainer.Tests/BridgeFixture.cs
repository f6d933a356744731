using System.Diagnostics;
using Engram.TestKit;
using Engram.Trainer.Tests;
using Engram.Training.Torch;

[assembly: AssemblyFixture(typeof(BridgeFixture))]
// Seeds and the count of live tensors belong to the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Engram.Trainer.Tests;

/// <summary>Builds the bridge to libtorch, which takes a second where it is up to date. One thread, so that sums have one order.</summary>
public sealed class BridgeFixture
{
    public BridgeFixture()
    {
        using var build = Process.Start(
            new ProcessStartInfo(Repository.PathOf("shared", "Training", "native", "build.sh")) { RedirectStandardError = true })!;
        var errors = build.StandardError.ReadToEnd();
        build.WaitForExit();
        if (build.ExitCode != 0)
            throw new InvalidOperationException(errors);
        TorchBridge.EnsureAvailable();
        torch.set_num_threads(1);
    }
}
