namespace Engram.Streams.Input;

/// <summary>Reads JSON payloads.</summary>
internal static class JsonReader
{
    public static async IAsyncEnumerable<StreamItem> ReadAsync(IAsyncEnumerable<RawLine> lines, StreamOptions options)
    {
        var parser = new LineParser(options);
        await foreach (var line in lines)
        {
            foreach (var item in Read(line, parser, options))
                yield return item;
        }
    }

    /// <summary>The items of one line; none when it is blank.</summary>
    public static IEnumerable<StreamItem> Read(RawLine line, LineParser parser, StreamOptions options)
    {
        if (line.IsBlank)
            yield break;
        var parsed = line.Utf8 is { } utf8 ? parser.Parse(utf8) : new ParsedLine([], Faults.TooLong(options));
        var item = new StreamItem(line.Number, line.Offset, null, null) { Cursor = parsed.Cursor };
        foreach (var found in parsed.Events)
            yield return item with { Event = found };
        if (parsed.Error is { } error)
            yield return item with { Error = line.IsEnded ? error : Faults.WhenCutShort(error) };
    }
}
