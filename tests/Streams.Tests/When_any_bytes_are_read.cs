using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Engram.Streams.Tests;

/// <summary><see cref="PostStreamReader"/> on damaged input: each line is read or rejected, and the next line is still read.</summary>
public sealed class When_any_bytes_are_read
{
    private const int Streams = 1_000;

    private static readonly byte[] First = [.. "{\"id\":\"first\",\"text\":\"the first line\"}\n"u8];
    private static readonly byte[] Last = [.. "\n{\"id\":\"last\",\"text\":\"the last line\"}\n"u8];

    private static readonly byte[][] Documents =
    [
        .. from fixture in (string[])["feed.rss", "feed.atom", "posts.csv"]
           select File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", fixture)),
    ];

    private static readonly byte[][] Lines =
    [
        .. from fixture in (string[])["x-v2.ndjson", "x-v1.1.ndjson", "jetstream.ndjson", "mastodon.ndjson", "engram.ndjson"]
           from line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", fixture))
           where line.Length > 0
           select Encoding.UTF8.GetBytes(line),
    ];

    // Values that change the type or the text of a member.
    private static readonly byte[][] Pieces =
    [
        .. from piece in (string[])
           [
               "null", "[]", "{}", "0", "-1e400", "true", "\"\"", "\"\\ud800\"", "[[", "}", "\\", "\"", "\0", ",", ":", "<", "&#x110000;",
               "&#xD800;", "9223372036854775808",
           ]
           select Encoding.UTF8.GetBytes(piece),
    ];

    [Fact]
    public void Should_go_on_after_a_line_that_was_changed_anywhere() => Check(Changed(Lines).Select(Between), EndsWithTheLast);

    // Replaces one value of a line: the line still parses as JSON, but no form expects it.
    [Fact]
    public void Should_go_on_after_a_value_of_another_type()
    {
        var mutated =
            from line in Gen.Elements(Lines)
            from place in Gen.Choose(0, 100)
            from piece in Gen.Elements(Pieces[..8])
            select Replace(line, place, piece);

        Check(mutated.Select(Between), EndsWithTheLast);
    }

    [Fact]
    public void Should_yield_posts_or_errors_of_a_document_that_was_changed_anywhere() =>
        Check(Changed(Documents), items => items.All(item => item.Event is PostEvent or Ignored || item.Error is not null));

    [Fact]
    public void Should_end_for_any_bytes() => Check(
        ArbMap.Default.GeneratorFor<byte[]>(), items => items.All(item => item.Error is not null || item.Event is not null));

    private static byte[] Replace(byte[] line, int place, byte[] piece)
    {
        var text = Encoding.UTF8.GetString(line);
        var colons = Enumerable.Range(0, text.Length - 1).Where(at => text[at] == ':' && text[at - 1] == '"').ToList();
        var start = colons[place % colons.Count] + 1;
        var end = text.IndexOf(text[start] == '"' ? "\"" : ",", start + 1, StringComparison.Ordinal) + (text[start] == '"' ? 1 : 0);
        return Encoding.UTF8.GetBytes(text[..start] + Encoding.UTF8.GetString(piece) + text[Math.Max(start, end)..]);
    }

    private static Gen<byte[]> Changed(byte[][] whole) =>
        from bytes in Gen.Elements(whole)
        from start in Gen.Choose(0, bytes.Length)
        from length in Gen.Choose(0, 40)
        from piece in Gen.Elements(Pieces)
        select (byte[])[.. bytes[..start], .. piece, .. bytes[Math.Min(bytes.Length, start + length)..]];

    private static byte[] Between(byte[] line) => [.. First, .. line, .. Last];

    private static bool EndsWithTheLast(List<StreamItem> items) => items[^1] is { Event: PostEvent { Post.Text: "the last line" } };

    private static void Check(Gen<byte[]> streams, Func<List<StreamItem>, bool> holds) =>
        Prop.ForAll(Arb.From(streams), bytes => holds(Streaming.BytesAsync(bytes).GetAwaiter().GetResult()))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Streams));
}
