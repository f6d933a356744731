namespace Engram.Ocr;

internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Information, "Reading pictures with {Engine}; languages of the second reader: {Languages}")]
    public static partial void EngineStarted(ILogger logger, string engine, string languages);

    [LoggerMessage(3001, LogLevel.Debug, "Post {PostId}: {Lines} lines read in picture {PictureSha256} in {DurationMs} ms")]
    public static partial void PictureRead(ILogger logger, Guid postId, int lines, string pictureSha256, double durationMs);

    [LoggerMessage(3002, LogLevel.Debug, "Post {PostId}: picture {PictureSha256} had been read before")]
    public static partial void PictureKnown(ILogger logger, Guid postId, string pictureSha256);

    [LoggerMessage(3003, LogLevel.Debug, "Post {PostId}: picture {PictureSha256} is gone, its post was deleted")]
    public static partial void PictureGone(ILogger logger, Guid postId, string pictureSha256);

    [LoggerMessage(3004, LogLevel.Information, "Post {PostId}: picture {PictureSha256} rejected: {Code}")]
    public static partial void PictureRejected(ILogger logger, Guid postId, string pictureSha256, string code);

    [LoggerMessage(3005, LogLevel.Warning, "A network runs as it was exported, and slower: {Reason}")]
    public static partial void NetworkNotRewritten(ILogger logger, string reason);
}
