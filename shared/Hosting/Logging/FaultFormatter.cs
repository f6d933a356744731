using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Engram.Hosting;

/// <summary>
/// Writes each log entry as one line. A repeated fault is written once a minute and otherwise counted (<see cref="RepeatedFaults"/>),
/// because an outage hits every request, message and timer. An outage is logged by its cause, a bug with its stack trace.
/// </summary>
internal abstract class FaultFormatter(string name, RepeatedFaults faults, TimeProvider time) : ConsoleFormatter(name)
{
    /// <summary>ISO 8601 with the zone, to the millisecond.</summary>
    protected const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffzzz";

    protected const string Template = "{OriginalFormat}";

    // By name: the messaging libraries reference this one, so their types are not available here.
    private static readonly string[] OutageTypes =
        ["RabbitMQ.Client.Exceptions.RabbitMQClientException", "MassTransit.ConnectionException"];
    // Their warnings recur with each probe, connection or message, even without an exception.
    private static readonly string[] Repeaters = ["MassTransit", "Microsoft.Extensions.Diagnostics.HealthChecks"];

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        ArgumentNullException.ThrowIfNull(textWriter);
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var reason = ReasonOf(logEntry.Exception);
        if (IsCounted(logEntry) && !faults.IsFirst(KindOf(logEntry), Join(message, logEntry.Exception, reason)))
            return;
        Write(
            new LogLine(
                time.GetLocalNow(), logEntry.LogLevel, logEntry.Category, logEntry.EventId.Id, message, reason,
                Join(message, logEntry.Exception, reason), logEntry.State as IReadOnlyList<KeyValuePair<string, object?>> ?? [],
                Activity.Current),
            textWriter);
    }

    protected abstract void Write(in LogLine line, TextWriter output);

    private static bool IsCounted<TState>(in LogEntry<TState> entry)
    {
        var category = entry.Category;
        return entry.Exception is not null
            || (entry.LogLevel >= LogLevel.Warning && Array.Exists(Repeaters, name => category.StartsWith(name, StringComparison.Ordinal)));
    }

    private static RepeatedFaultKind KindOf<TState>(in LogEntry<TState> entry)
    {
        var (template, check) = ("", "");
        if (entry.State is IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            foreach (var (name, value) in values)
            {
                if (name == Template)
                    template = value as string ?? "";
                if (name == "HealthCheckName")
                    check = value as string ?? "";
            }
        }

        var cause = entry.Exception is { } bug && !IsOutage(bug) ? bug.GetType().FullName + bug.StackTrace : check;
        return new RepeatedFaultKind(entry.Category, template, cause);
    }

    private static string? ReasonOf(Exception? exception) => exception switch
    {
        null => null,
        _ when IsOutage(exception) => exception.GetBaseException().Message,
        _ => exception.ToString(),
    };

    private static string Join(string message, Exception? exception, string? reason)
    {
        var separator = exception is not null && IsOutage(exception) ? ": " : " ";
        return (reason is null ? message : message + separator + reason).ReplaceLineEndings(" ");
    }

    private static bool IsOf(Exception e, string type)
    {
        for (var own = e.GetType(); own is not null; own = own.BaseType)
        {
            if (own.FullName == type)
                return true;
        }

        return false;
    }

    private static bool IsOutage(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is OperationCanceledException || OutageTypes.Any(type => IsOf(e, type)))
                return true;
        }

        return TransientFaults.IsTransient(exception);
    }
}

/// <summary>One entry of the log.</summary>
/// <param name="Time">Local time.</param>
/// <param name="Level">Severity.</param>
/// <param name="Category">Type that logged it.</param>
/// <param name="EventId">Number of the kind of entry.</param>
/// <param name="Message">The entry in words.</param>
/// <param name="Reason">Cause of an outage, or the exception with its stack; null when there was none.</param>
/// <param name="Words"><paramref name="Message"/> and <paramref name="Reason"/> in one line.</param>
/// <param name="Values">The values in the message by name.</param>
/// <param name="Activity">The traced work in which it was logged; null outside of any.</param>
internal readonly record struct LogLine(
    DateTimeOffset Time, LogLevel Level, string Category, int EventId, string Message, string? Reason, string Words,
    IReadOnlyList<KeyValuePair<string, object?>> Values, Activity? Activity);
