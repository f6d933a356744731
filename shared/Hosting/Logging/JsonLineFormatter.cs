using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Engram.Hosting;

/// <summary>Log lines for programs: one JSON object each. Chosen by <c>Logging__Console__FormatterName=json</c>.</summary>
internal sealed class JsonLineFormatter(RepeatedFaults faults, TimeProvider time) : FaultFormatter(FormatterName, faults, time)
{
    public const string FormatterName = "engram-json";

    /// <summary>The name by which .NET's own formatter is chosen, which writes neither time nor trace.</summary>
    public const string UsualName = "json";

    // The log is no web page: letters of all scripts stay readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    protected override void Write(in LogLine line, TextWriter output)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
            Write(line, json);
        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void Write(in LogLine line, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("time", line.Time.ToString(TimeFormat, CultureInfo.InvariantCulture));
        json.WriteString("level", line.Level.ToString());
        json.WriteString("category", line.Category);
        json.WriteNumber("event", line.EventId);
        json.WriteString("message", line.Message);
        if (line.Reason is { } reason)
            json.WriteString("reason", reason);
        if (line.Activity is { } activity)
        {
            json.WriteString("traceId", activity.TraceId.ToString());
            json.WriteString("spanId", activity.SpanId.ToString());
        }

        json.WriteStartObject("values");
        foreach (var (name, value) in line.Values)
        {
            if (name != Template)
                json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
