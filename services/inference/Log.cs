namespace Engram.Inference;

internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Information, "Model {Model} serves; loaded and probed in {DurationMs:F0} ms")]
    public static partial void ModelLoaded(ILogger logger, string model, double durationMs);

    [LoggerMessage(4001, LogLevel.Error, "The promoted version of model {Name} is refused, {Serving} goes on serving: {Reason}")]
    public static partial void ModelRefused(ILogger logger, string name, string? serving, string reason);

    [LoggerMessage(4002, LogLevel.Warning, "Which models serve can't be announced now and will be tried again")]
    public static partial void AnnouncementDelayed(ILogger logger, Exception exception);

    [LoggerMessage(4003, LogLevel.Warning, "{Reason}")]
    public static partial void DeviceFallback(ILogger logger, string reason);

    [LoggerMessage(4004, LogLevel.Warning, "Post {PostId}: the grid of {Backbone} with {Channels} channels is left out; model {Model} "
        + "was trained with {TrainedBackbone} and {TrainedChannels} channels")]
    public static partial void GridOfAnotherBackbone(
        ILogger logger, Guid postId, string backbone, int channels, string model, string? trainedBackbone, int trainedChannels);

    [LoggerMessage(4005, LogLevel.Information, "Post {PostId}: the grid of {Backbone} is gone and left out")]
    public static partial void GridGone(ILogger logger, Guid postId, string backbone);
}
