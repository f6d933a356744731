using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Engram.Hosting;

/// <summary>Log lines for people.</summary>
internal sealed class TextFormatter(RepeatedFaults faults, TimeProvider time) : FaultFormatter(FormatterName, faults, time)
{
    public const string FormatterName = "engram";

    protected override void Write(in LogLine line, TextWriter output)
    {
        output.Write(line.Time.ToString(TimeFormat, CultureInfo.InvariantCulture));
        output.Write($" {NameOf(line.Level)}: {line.Category}[{line.EventId}] {line.Words}");
        if (line.Activity is { } activity)
            output.Write($" (trace {activity.TraceId}, span {activity.SpanId})");
        output.WriteLine();
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
