namespace Engram.Inference;

internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Information, "Model {Model} serves; loaded and probed in {DurationMs:F0} ms")]
    public static partial void ModelLoaded(ILogger logger, string model, double durationMs);

    [LoggerMessage(4001, LogLevel.Error, "The promoted version of model {Name} is refused, {Serving} goes on serving: {Reason}")]
    public static partial void ModelRefused(ILogger logger, string name, string? serving, string reason);

    [LoggerMessage(4002, LogLevel.Warning, "That model {Name}/{Version} serves could not be announced yet: {Reason}")]
    public static partial void AnnouncementDelayed(ILogger logger, string name, string version, string reason);

    [LoggerMessage(4003, LogLevel.Warning, "{Reason}")]
    public static partial void DeviceFallback(ILogger logger, string reason);
}
