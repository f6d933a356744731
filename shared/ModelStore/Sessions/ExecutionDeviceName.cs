using System.Globalization;

namespace Engram.ModelStore.Sessions;

/// <summary>Names of devices in options and messages: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>.</summary>
internal static class ExecutionDeviceName
{
    public const string Cpu = "cpu";

    /// <summary>GPU number of <c>cuda</c> (0) or <c>cuda:N</c>.</summary>
    public static int GpuOf(string device) =>
        device.Split(':') is [_, var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 0;
}
