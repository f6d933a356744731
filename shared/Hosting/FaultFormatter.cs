using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Engram.Hosting;

/// <summary>
/// Writes each log entry as one line. A repeated fault is written once a minute and otherwise counted (<see cref="RepeatedFaults"/>),
/// because an outage hits every request, message and timer. An outage is logged by its cause, a bug with its stack trace.
/// </summary>
internal sealed class FaultFormatter(RepeatedFaults faults, TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "engram";

    private const string Template = "{OriginalFormat}";

    // By name: the messaging libraries reference this one, so their types are not available here.
    private static readonly string[] OutageTypes =
        ["RabbitMQ.Client.Exceptions.RabbitMQClientException", "MassTransit.ConnectionException"];
    // Their warnings recur with each probe, connection or message, even without an exception.
    private static readonly string[] Repeaters = ["MassTransit", "Microsoft.Extensions.Diagnostics.HealthChecks"];

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        ArgumentNullException.ThrowIfNull(textWriter);
        var words = Words(logEntry.Formatter(logEntry.State, logEntry.Exception), logEntry.Exception);
        if (IsCounted(logEntry) && !faults.IsFirst(KindOf(logEntry), words))
            return;
        textWriter.Write(time.GetLocalNow().ToString("HH:mm:ss ", CultureInfo.InvariantCulture));
        textWriter.Write(NameOf(logEntry.LogLevel));
        textWriter.WriteLine($": {logEntry.Category}[{logEntry.EventId.Id}] {words}");
    }

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

    private static string Words(string message, Exception? exception)
    {
        var words = exception switch
        {
            null => message,
            _ when IsOutage(exception) => $"{message}: {exception.GetBaseException().Message}",
            _ => $"{message} {exception}",
        };
        return words.ReplaceLineEndings(" ");
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

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
