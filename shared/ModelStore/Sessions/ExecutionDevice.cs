using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace Engram.ModelStore.Sessions;

/// <summary>The processor that models run on: the configured one, or the CPU if the options allow that fallback.</summary>
public sealed class ExecutionDevice
{
    private readonly ExecutionDeviceOptions _options;
    private readonly int? _gpu;

    private ExecutionDevice(ExecutionDeviceOptions options, int? gpu, string? fallbackReason)
    {
        _options = options;
        _gpu = gpu;
        FallbackReason = fallbackReason;
    }

    /// <summary><c>cpu</c> or <c>cuda:0</c>.</summary>
    public string Name => _gpu is { } gpu ? string.Create(CultureInfo.InvariantCulture, $"cuda:{gpu}") : ExecutionDeviceName.Cpu;

    /// <summary>Why models run on the CPU although a GPU is configured; null when they run where they should.</summary>
    public string? FallbackReason { get; }

    /// <summary>Opens the CPU, for programs that check a model and serve none.</summary>
    public static ExecutionDevice OpenCpu() => Choose(new DefaultOptions());

    /// <summary>Opens the configured device.</summary>
    /// <exception cref="DeviceUnavailableException">The device can't be used, and no fallback is allowed.</exception>
    public static ExecutionDevice Choose(ExecutionDeviceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireNativeLibrary();
        if (options.Device == ExecutionDeviceName.Cpu)
            return new ExecutionDevice(options, gpu: null, fallbackReason: null);

        var gpu = ExecutionDeviceName.GpuOf(options.Device);
        var device = new ExecutionDevice(options, gpu, fallbackReason: null);
        try
        {
            using var session = device.CreateSessionOptions();
            return device;
        }
        catch (OnnxRuntimeException e)
        {
            var reason = $"Device {device.Name} can't be used: {e.Message.Trim().TrimEnd('.')}. ONNX Runtime "
                + $"{OrtEnv.Instance().GetVersionString()} here offers " +
                $"{string.Join(", ", OrtEnv.Instance().GetAvailableProviders())}; CUDA needs a build with -p:OnnxRuntime=gpu, the CUDA "
                    + "13 libraries and cuDNN 9.";
            return options.AllowCpuFallback
                ? new ExecutionDevice(options, gpu: null, reason)
                : throw new DeviceUnavailableException(
                    $"{reason} Set {options.Section}__{nameof(options.Device)}=cpu, or " +
                    $"{options.Section}__{nameof(options.AllowCpuFallback)}=true to serve on the CPU when there is no GPU.", e);
        }
    }

    private static void RequireNativeLibrary()
    {
        try
        {
            OrtEnv.Instance();
        }
        catch (TypeInitializationException e) when (
            e.InnerException is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new DeviceUnavailableException(
                $"The native library of ONNX Runtime can't be used: {e.InnerException.Message} It is libonnxruntime.so beside the "
                    + "service, from the NuGet package " +
                "Microsoft.ML.OnnxRuntime; 'make setup' restores it.", e);
        }
    }

    /// <summary>Creates session options for this device. The caller disposes them.</summary>
    public SessionOptions CreateSessionOptions()
    {
        var session = new SessionOptions
        {
            IntraOpNumThreads = _options.IntraOpThreads,
            // Failures are thrown with the same text; do not log them as well.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        try
        {
            if (_gpu is { } gpu)
                AppendCuda(session, gpu);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private void AppendCuda(SessionOptions session, int gpu)
    {
        // The memory arena grows with every new shape: extend it by the requested size instead of doubling.
        var settings = new Dictionary<string, string>
        {
            ["device_id"] = gpu.ToString(CultureInfo.InvariantCulture),
            ["arena_extend_strategy"] = "kSameAsRequested",
        };
        if (_options.GpuMemoryLimitBytes > 0)
            settings["gpu_mem_limit"] = _options.GpuMemoryLimitBytes.ToString(CultureInfo.InvariantCulture);

        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(settings);
        session.AppendExecutionProvider_CUDA(cuda);
    }

    private sealed class DefaultOptions : ExecutionDeviceOptions
    {
        protected internal override string Section => "Inference";
    }
}
