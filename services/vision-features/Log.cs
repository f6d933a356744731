namespace Engram.VisionFeatures;

internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Information, "{Model} reads pictures on {Device}: {Channels} features a region, objects from a score "
        + "of {ObjectThreshold}, attribute words by {AttributeModel}")]
    public static partial void ModelLoaded(
        ILogger logger, string model, string device, int channels, float objectThreshold, string? attributeModel);

    [LoggerMessage(4001, LogLevel.Warning, "Pictures are read on the CPU: {Reason}")]
    public static partial void DeviceFallback(ILogger logger, string reason);

    [LoggerMessage(4002, LogLevel.Information, "The picture of post {PostId} was refused: {Code}")]
    public static partial void PictureRefused(ILogger logger, Guid postId, string code);

    [LoggerMessage(4003, LogLevel.Debug, "The picture of post {PostId} is gone: the post was deleted")]
    public static partial void PictureGone(ILogger logger, Guid postId);
}
