using Microsoft.Extensions.Logging;

namespace Engram.Messaging.Bus;

internal static partial class Log
{
    [LoggerMessage(1100, LogLevel.Critical,
        "The broker {Host}:{Port} takes connections, but the bus does not work; the service ends, to be started anew. The bus says: "
            + "{State}. " +
        "Connection open: {IsConnected}; not ready for {UnreadyTime}; publishes without confirm for {UnconfirmedTime}. " +
        "When this recurs, the warnings before this line say what the broker refuses.")]
    public static partial void BusStuck(
        ILogger logger, string host, int port, string state, bool isConnected, TimeSpan unreadyTime, TimeSpan unconfirmedTime);

    [LoggerMessage(1102, LogLevel.Warning, "The broker {Host}:{Port} takes no messages: {Reason}. What is to be sent waits until it does.")]
    public static partial void BrokerBlocks(ILogger logger, string host, int port, string reason);

    [LoggerMessage(1103, LogLevel.Warning, "A bundle of messages could not be handled; each of its messages is sent again alone")]
    public static partial void BundleFailed(ILogger logger, Exception exception);
}
