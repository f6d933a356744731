using System.Text.Json;
using Engram.Streams.Forms;
using Engram.Streams.Input;

namespace Engram.Streams;

/// <summary>
/// The result of parsing one JSON payload. For a page both may be set: posts that could be read, and errors of the others.
/// </summary>
public sealed record ParsedLine(IReadOnlyList<StreamEvent> Events, LineError? Error)
{
    /// <summary>The form of the payload; null when no form fits.</summary>
    public StreamForm? Form { get; init; }

    /// <summary>The payload's position in its live stream: <c>time_us</c> or <c>seq</c> of Jetstream. Null in other forms.</summary>
    public string? Cursor { get; init; }
}

/// <summary>Parses JSON payloads one at a time. Stateless and thread-safe.</summary>
public sealed class LineParser
{
    private readonly StreamOptions _options;
    private readonly JsonForm[] _forms;

    public LineParser(StreamOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        // Our own form goes last, because the platforms' required members are more specific.
        JsonForm[] all =
        [
            new JetstreamForm(options), new MastodonForm(options), new XV2Form(options), new XV11Form(options), new EngramForm(options),
        ];
        _forms = [.. all.Where(form => options.Form is StreamForm.Auto || options.Form == form.Form)];
    }

    /// <summary>
    /// Parses one payload and may change its bytes. Never throws for its content. For CSV and feeds see <see cref="PostStreamReader"/>.
    /// </summary>
    public ParsedLine Parse(byte[] utf8)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        try
        {
            using var payload = JsonPayload.Parse(utf8, _options.MaxJsonDepth);
            return Parse(payload.RootElement);
        }
        catch (JsonException e)
        {
            return Failed([], LineErrorKind.Malformed, $"It is no JSON: {e.Message}");
        }
    }

    private ParsedLine Parse(JsonElement payload)
    {
        if (!payload.IsObject())
            return Failed([], LineErrorKind.Malformed, $"A JSON object is expected, not: {payload.ValueKind}.");
        var tried = new List<string>();
        foreach (var form in _forms)
        {
            if (form.FindMissing(payload) is not { } missing)
                return Parse(payload, form);
            tried.Add($"{StreamForms.NameOf(form.Form)}: {missing}");
        }

        return Failed([], LineErrorKind.UnknownForm, $"No form fits. {string.Join("; ", tried)}.");
    }

    private static ParsedLine Parse(JsonElement payload, JsonForm form)
    {
        var events = new List<StreamEvent>();
        var cursor = form.CursorOf(payload);
        try
        {
            form.Read(payload, events);
            return new ParsedLine(events, null) { Form = form.Form, Cursor = cursor };
        }
        catch (PayloadException e)
        {
            return Failed(events, LineErrorKind.InvalidPost,
                $"{StreamForms.NameOf(form.Form)}: {e.Message}.") with { Form = form.Form, Cursor = cursor };
        }
    }

    private static ParsedLine Failed(IReadOnlyList<StreamEvent> events, LineErrorKind kind, string message) =>
        new(events, new LineError(kind, message));
}
