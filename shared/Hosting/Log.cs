using Microsoft.Extensions.Logging;

namespace Engram.Hosting;

internal static partial class Log
{
    [LoggerMessage(1101, LogLevel.Warning, "The program that started this service has gone, or closed its input. The service stops.")]
    public static partial void InputClosed(ILogger logger);

    [LoggerMessage(1104, LogLevel.Error, "The keys that were read last stay: {Reason}")]
    public static partial void ApiKeysFileUnusable(ILogger logger, string reason);

    [LoggerMessage(1103, LogLevel.Warning, "{Category}: {Words} ... again, {Count} times in {Seconds} s")]
    public static partial void Repeated(ILogger logger, string category, string words, int count, int seconds);
}
