using Microsoft.Extensions.Logging;

namespace Engram.Messaging;

internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Warning, "The outbox of schema {Schema} can't be emptied now and will be tried again")]
    public static partial void OutboxInterrupted(ILogger logger, string schema, Exception exception);

    [LoggerMessage(1004, LogLevel.Warning, "The inbox of schema {Schema} can't be swept now and will be tried again")]
    public static partial void InboxInterrupted(ILogger logger, string schema, Exception exception);

    [LoggerMessage(1001, LogLevel.Information, "Schema {Schema}: script {Script} applied")]
    public static partial void ScriptApplied(ILogger logger, string schema, string script);

    [LoggerMessage(1002, LogLevel.Warning, "The database is not there yet: {Reason}")]
    public static partial void WaitingForDatabase(ILogger logger, string reason);

    [LoggerMessage(1003, LogLevel.Warning, "No queue takes a {Type} yet: the service that handles it has never run. It stays in the "
        + "outbox and is tried again every {Interval}")]
    public static partial void MessageReturned(ILogger logger, string type, TimeSpan interval);

    [LoggerMessage(1005, LogLevel.Warning, "The outbox of schema {Schema} can't be counted now")]
    public static partial void OutboxNotCounted(ILogger logger, string schema, Exception exception);

    [LoggerMessage(1006, LogLevel.Warning, "The queues can't be counted now")]
    public static partial void QueuesNotCounted(ILogger logger, Exception exception);
}
