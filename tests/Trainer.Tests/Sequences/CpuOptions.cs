using Engram.ModelStore.Sessions;

namespace Engram.Trainer.Tests.Sequences;

/// <summary>Runs packages on the CPU.</summary>
internal sealed class CpuOptions : ExecutionDeviceOptions
{
    protected override string Section => "Tests";

    public ExecutionDevice Choose() => ExecutionDevice.Choose(this);
}
