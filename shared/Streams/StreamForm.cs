namespace Engram.Streams;

/// <summary>The supported forms of payloads.</summary>
public enum StreamForm
{
    /// <summary>Recognized per line by its content.</summary>
    Auto,

    /// <summary>X API v2: a stream line, a page with <c>data</c> and <c>includes</c>, or a flattened post; compliance events.</summary>
    XV2,

    /// <summary>X API v1.1: a status, or a notice of the old stream.</summary>
    XV11,

    /// <summary>Bluesky's Jetstream: events of v1, frames of v2.</summary>
    Jetstream,

    /// <summary>Mastodon: a status, or an event of its streaming API.</summary>
    Mastodon,

    /// <summary>An RSS or Atom document.</summary>
    Rss,

    /// <summary>Comma, semicolon or tab separated, with a header line.</summary>
    Csv,

    /// <summary>Our own form: <c>{"id", "text", "picture", ...}</c>. Unknown members are rejected by name.</summary>
    Engram,
}

/// <summary>Names of the forms, as users write them.</summary>
public static class StreamForms
{
    private static readonly (StreamForm Form, string Name)[] Known =
    [
        (StreamForm.Auto, "auto"), (StreamForm.XV2, "x-v2"), (StreamForm.XV11, "x-v1.1"), (StreamForm.Jetstream, "jetstream"),
        (StreamForm.Mastodon, "mastodon"), (StreamForm.Rss, "rss"), (StreamForm.Csv, "csv"), (StreamForm.Engram, "engram"),
    ];

    /// <summary>All names, <c>auto</c> first.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(known => known.Name)];

    public static string NameOf(StreamForm form) => Known.First(known => known.Form == form).Name;

    /// <summary>The form with a name; null when there is none.</summary>
    public static StreamForm? Find(string name)
    {
        foreach (var known in Known)
        {
            if (known.Name == name)
                return known.Form;
        }

        return null;
    }
}
