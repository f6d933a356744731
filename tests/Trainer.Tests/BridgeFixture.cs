using System.Diagnostics;
using Engram.TestKit;
using Engram.Trainer.Tests;
using Engram.Training.Torch;

[assembly: AssemblyFixture(typeof(BridgeFixture))]
// Random seeds and the live-tensor count are process-wide state.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Engram.Trainer.Tests;

/// <summary>Builds the libtorch bridge (about a second when up to date) and sets one thread, so that sums have a fixed order.</summary>
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
