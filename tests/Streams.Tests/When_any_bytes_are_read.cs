using FsCheck;
using FsCheck.Fluent;

namespace Engram.Streams.Tests;

/// <summary>Whatever a line holds: it is read or refused, and the line after it is read.</summary>
public sealed class When_any_bytes_are_read
{
    private const int Streams = 1_000;
    private const string Last = "\n{\"id\":\"last\",\"text\":\"the last line\"}\n";

    private static readonly byte[][] Lines =
    [
        .. from fixture in (string[])["x-v2.ndjson", "x-v1.1.ndjson", "jetstream.ndjson", "mastodon.ndjson", "engram.ndjson"]
           from line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", fixture))
           where line.Length > 0
           select System.Text.Encoding.UTF8.GetBytes(line),
    ];

    // Values that change the type of a member, or what its text is.
    private static readonly byte[][] Pieces =
    [
        .. from piece in (string[])["null", "[]", "{}", "0", "-1e400", "true", "\"\"", "\"\\ud800\"", "[[", "}", "\\", "\"", "\0", ",", ":", "<", "&#x110000;", "9223372036854775808"]
           select System.Text.Encoding.UTF8.GetBytes(piece),
    ];

    [Fact]
    public void Should_go_on_after_a_line_that_was_changed_anywhere()
    {
        var mutated =
            from line in Gen.Elements(Lines)
            from start in Gen.Choose(0, line.Length)
            from length in Gen.Choose(0, 40)
            from piece in Gen.Elements(Pieces)
            select (byte[])[.. line[..start], .. piece, .. line[Math.Min(line.Length, start + length)..]];

        Check(mutated, text => text[^1] is { Event: PostEvent { Post.Text: "the last line" } });
    }

    // Each value of a line becomes another: it parses as JSON, and holds what no form expects.
    [Fact]
    public void Should_go_on_after_a_value_of_another_type()
    {
        var mutated =
            from line in Gen.Elements(Lines)
            from place in Gen.Choose(0, 100)
            from piece in Gen.Elements(Pieces[..8])
            select Replace(line, place, piece);

        Check(mutated, text => text[^1] is { Event: PostEvent { Post.Text: "the last line" } });
    }

    [Fact]
    public void Should_end_for_any_bytes() => Check(ArbMap.Default.GeneratorFor<byte[]>(), _ => true);

    private static byte[] Replace(byte[] line, int place, byte[] piece)
    {
        var text = System.Text.Encoding.UTF8.GetString(line);
        var colons = Enumerable.Range(0, text.Length - 1).Where(at => text[at] == ':' && text[at - 1] == '"').ToList();
        var start = colons[place % colons.Count] + 1;
        var end = text.IndexOf(text[start] == '"' ? "\"" : ",", start + 1, StringComparison.Ordinal) + (text[start] == '"' ? 1 : 0);
        return System.Text.Encoding.UTF8.GetBytes(text[..start] + System.Text.Encoding.UTF8.GetString(piece) + text[Math.Max(start, end)..]);
    }

    private static void Check(Gen<byte[]> streams, Func<List<StreamItem>, bool> holds) => Prop.ForAll(
        Arb.From(streams),
        bytes => holds(Streaming.BytesAsync([.. "{\"id\":\"first\",\"text\":\"f\"}\n"u8, .. bytes, .. System.Text.Encoding.UTF8.GetBytes(Last)]).GetAwaiter().GetResult()))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(Streams));
}
