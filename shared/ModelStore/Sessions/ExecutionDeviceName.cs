using System.Globalization;

namespace Engram.ModelStore.Sessions;

/// <summary>How options and messages write a device: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>.</summary>
internal static class ExecutionDeviceName
{
    public const string Cpu = "cpu";

    /// <summary>Number of the GPU in <c>cuda</c> (0) or <c>cuda:N</c>.</summary>
    public static int GpuOf(string device) =>
        device.Split(':') is [_, var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 0;
}
