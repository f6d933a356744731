using System.Text;
using System.Text.Json;

namespace Engram.Streams.Forms;

/// <summary>Facets of a Bluesky post. Their ranges count UTF-8 bytes and can't be trusted.</summary>
internal static class BlueskyFacets
{
    private const string Tag = "app.bsky.richtext.facet#tag";

    /// <summary>
    /// Tags in text order. If a facet lacks its tag, it is read from the text, provided the range covers whole characters.
    /// </summary>
    public static IEnumerable<string?> Hashtags(JsonElement record)
    {
        var text = Encoding.UTF8.GetBytes(record.Text("text") ?? "");
        return
            from facet in record.Items("facets").OrderBy(facet => Position(facet, "byteStart") ?? int.MaxValue)
            from feature in facet.Items("features")
            where feature.Text("$type") == Tag
            select feature.Words("tag") ?? Slice(text, Position(facet, "byteStart"), Position(facet, "byteEnd"));
    }

    /// <summary>The text of a range; null when it is outside the text or splits a character.</summary>
    public static string? Slice(ReadOnlySpan<byte> text, int? start, int? end) =>
        start is { } from && end is { } to && from >= 0 && from <= to && to <= text.Length && IsBoundary(text, from) && IsBoundary(text, to)
            ? Encoding.UTF8.GetString(text[from..to]) : null;

    private static bool IsBoundary(ReadOnlySpan<byte> text, int at) => at == text.Length || (text[at] & 0xC0) != 0x80;

    private static int? Position(JsonElement facet, string end) =>
        facet.At("index", end) is { ValueKind: JsonValueKind.Number } found && found.TryGetInt32(out var position) ? position : null;
}
