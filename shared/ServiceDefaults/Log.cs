using Microsoft.Extensions.Logging;

namespace Engram.ServiceDefaults;

internal static partial class Log
{
    [LoggerMessage(1100, LogLevel.Critical,
        "The bus has not been ready for {Time} although the broker {Host}:{Port} takes connections (one of ours open: {IsConnected}; the bus says: {State}). The service ends, to be started anew. " +
        "When that does not help, the warnings before this line say what the broker refuses.")]
    public static partial void BusStuck(ILogger logger, TimeSpan time, string host, int port, bool isConnected, string state);

    [LoggerMessage(1101, LogLevel.Warning, "The program that started this service has gone, or closed its input. The service stops.")]
    public static partial void InputClosed(ILogger logger);
}
