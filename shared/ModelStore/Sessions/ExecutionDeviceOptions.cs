using System.ComponentModel.DataAnnotations;

namespace Engram.ModelStore.Sessions;

/// <summary>Device options shared by all services that run models.</summary>
public abstract class ExecutionDeviceOptions
{
    /// <summary>Configuration section of the service's options, for messages that say what to set.</summary>
    protected internal abstract string Section { get; }

    /// <summary><c>cpu</c>, <c>cuda</c> (the first GPU) or <c>cuda:N</c>. Default cpu.</summary>
    [RegularExpression(@"cpu|cuda(:[0-9]{1,2})?", ErrorMessage = "Device must be 'cpu', 'cuda' or 'cuda:N', for example cuda:0.")]
    public string Device { get; set; } = ExecutionDeviceName.Cpu;

    /// <summary>Whether to serve on the CPU when the configured GPU can't be used; the health report then says so. Default false: the
    /// service stops.</summary>
    public bool AllowCpuFallback { get; set; }

    /// <summary>Threads that share the work of one operator. Requests already run in parallel, so more than one pays only with spare cores.
    /// Default 1.</summary>
    [Range(1, 256)]
    public int IntraOpThreads { get; set; } = 1;

    /// <summary>GPU memory limit per model, in bytes; 0: no limit. Default 0. Not used on the CPU.</summary>
    [Range(0, long.MaxValue)]
    public long GpuMemoryLimitBytes { get; set; }
}
