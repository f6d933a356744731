using Microsoft.Extensions.Logging;

namespace Engram.ServiceDefaults;

internal static partial class Log
{
    [LoggerMessage(1100, LogLevel.Critical,
        "The broker {Host}:{Port} takes connections, but the bus does not work; the service ends, to be started anew. The bus says: {State}. " +
        "Connection open: {IsConnected}; not ready for {UnreadyTime}; publishes without confirm for {UnconfirmedTime}. " +
        "When this recurs, the warnings before this line say what the broker refuses.")]
    public static partial void BusStuck(ILogger logger, string host, int port, string state, bool isConnected, TimeSpan unreadyTime, TimeSpan unconfirmedTime);

    [LoggerMessage(1102, LogLevel.Warning, "The broker {Host}:{Port} takes no messages: {Reason}. What is to be sent waits until it does.")]
    public static partial void BrokerBlocks(ILogger logger, string host, int port, string reason);

    [LoggerMessage(1101, LogLevel.Warning, "The program that started this service has gone, or closed its input. The service stops.")]
    public static partial void InputClosed(ILogger logger);

    [LoggerMessage(1104, LogLevel.Error, "The keys that were read last stay: {Reason}")]
    public static partial void ApiKeysFileUnusable(ILogger logger, string reason);

    [LoggerMessage(1103, LogLevel.Warning, "{Category}: {Words} ... again, {Count} times in {Seconds} s")]
    public static partial void Repeated(ILogger logger, string category, string words, int count, int seconds);
}
