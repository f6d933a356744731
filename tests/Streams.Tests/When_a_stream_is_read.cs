using System.IO.Compression;
using System.Text;
using ZstdSharp;

namespace Engram.Streams.Tests;

/// <summary>Detection of stream formats and compression, and errors per line.</summary>
public sealed class When_a_stream_is_read
{
    private const string TwoLines = "{\"id\":\"a\",\"text\":\"one\"}\n{\"id\":\"b\",\"text\":\"two\"}\n";

    [Theory]
    [InlineData("x-v2.ndjson", StreamForm.XV2)]
    [InlineData("x-v1.1.ndjson", StreamForm.XV11)]
    [InlineData("jetstream.ndjson", StreamForm.Jetstream)]
    [InlineData("mastodon.ndjson", StreamForm.Mastodon)]
    [InlineData("feed.rss", StreamForm.Rss)]
    [InlineData("engram.ndjson", StreamForm.Engram)]
    public async Task Should_recognize_what_the_named_form_reads(string fixture, StreamForm form)
    {
        var recognized = await Streaming.FixtureAsync(fixture);
        var named = await Streaming.FixtureAsync(fixture, new StreamOptions { Form = form });

        Assert.Equal(named.Posts().Select(post => post.Text), recognized.Posts().Select(post => post.Text));
        Assert.NotEmpty(named.Posts());
        Assert.Equal(named.Errors().Count, recognized.Errors().Count);
    }

    [Fact]
    public async Task Should_tell_each_form_that_was_tried_and_what_the_line_misses()
    {
        var error = Assert.Single((await Streaming.TextAsync("""{"message":{"text":"deep"}}""")).Errors());

        Assert.Equal(LineErrorKind.UnknownForm, error.Kind);
        Assert.All(
            ["jetstream: ", "mastodon: ", "x-v2: ", "x-v1.1: ", "engram: unknown member 'message'"],
            part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_try_only_the_form_that_is_named()
    {
        var items = await Streaming.TextAsync("""{"id":"a","text":"ours"}""", new StreamOptions { Form = StreamForm.Mastodon });

        var error = Assert.Single(items.Errors());

        Assert.StartsWith("No form fits. mastodon: no 'event'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("engram", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_give_line_numbers_and_offsets()
    {
        var items = await Streaming.TextAsync("\uFEFF{\"id\":\"a\",\"text\":\"ü\"}\r\n\r\n  \nnonsense\n{\"id\":\"b\",\"text\":\"two\"}");

        Assert.Equal([(1L, 3L), (4L, 32L), (5L, 41L)], items.Select(item => (item.LineNumber, item.ByteOffset)));
        Assert.Equal(["ü", "two"], items.Posts().Select(post => post.Text));
        Assert.Equal(LineErrorKind.Malformed, Assert.Single(items.Errors()).Kind);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Should_read_what_arrives_in_pieces(int bytes)
    {
        var stream = new Trickle(Encoding.UTF8.GetBytes("\uFEFF" + TwoLines), bytes);

        var items = await Streaming.StreamAsync(stream);

        Assert.Equal(["one", "two"], items.Posts().Select(post => post.Text));
    }

    [Fact]
    public async Task Should_skip_a_line_that_is_too_long_and_go_on()
    {
        var text = $"{{\"id\":\"long\",\"text\":\"{new string('a', 1 << 20)}\"}}\n{TwoLines}";

        var items = await Streaming.TextAsync(text, new StreamOptions { MaxLineBytes = 1000 });

        Assert.Equal((1L, LineErrorKind.TooLong), (items[0].LineNumber, items[0].Error!.Kind));
        Assert.Equal(["one", "two"], items.Posts().Select(post => post.Text));
        Assert.Equal((2L, text.IndexOf('\n', StringComparison.Ordinal) + 1L), (items[1].LineNumber, items[1].ByteOffset));
    }

    [Fact]
    public async Task Should_tell_a_last_line_that_is_cut_short()
    {
        var items = await Streaming.TextAsync(TwoLines + "{\"id\":\"c\",\"te");

        Assert.Equal((3L, LineErrorKind.CutShort), (items[^1].LineNumber, items[^1].Error!.Kind));
        Assert.Equal(2, items.Posts().Count);
    }

    [Theory]
    [InlineData("[{\"id\":\"a\",\"text\":\"one]\"} , \n 7, {\"id\":\"b\",\"text\":\"t\\\"}wo\"}]")]
    [InlineData("{\n \"id\": \"a\",\n \"text\": \"one]\"\n}\n7\n{\n \"id\": \"b\", \"text\": \"t\\\"}wo\" }\n")]
    public async Task Should_read_json_that_does_not_keep_to_lines(string text)
    {
        var items = await Streaming.TextAsync(text);

        Assert.Equal(["one]", "t\"}wo"], items.Posts().Select(post => post.Text));
        Assert.Equal(LineErrorKind.Malformed, Assert.Single(items.Errors()).Kind);
    }

    [Fact]
    public async Task Should_read_a_page_that_is_written_over_lines()
    {
        const string page = """
            {
              "data": [
                {"id": "1", "text": "one"},
                {"id": "2", "text": "two"}
              ]
            }

            """;

        var items = await Streaming.TextAsync(page.ReplaceLineEndings("\r\n"));

        Assert.Equal(["one", "two"], items.Posts().Select(post => post.Text));
    }

    [Fact]
    public async Task Should_tell_an_array_that_is_cut_short()
    {
        var items = await Streaming.TextAsync("[{\"id\":\"a\",\"text\":\"one\"},\n{\"id\":\"b\",\"te");

        Assert.Equal("one", Assert.Single(items.Posts()).Text);
        Assert.Equal((2L, LineErrorKind.CutShort), (items[^1].LineNumber, items[^1].Error!.Kind));
    }

    [Theory]
    [InlineData("\\ud83d alone", "\uFFFD alone")]
    [InlineData("\\udd89 alone", "\uFFFD alone")]
    [InlineData("\\ud83d\\ud83e\\udd89", "\uFFFD🦉")]
    [InlineData("\\ud83e\\udd89", "🦉")]
    [InlineData("\\\\ud83d", "\\ud83d")]
    [InlineData("nul \\u0000", "nul \uFFFD")]
    public async Task Should_replace_what_is_no_text(string escaped, string expected) =>
        Assert.Equal(expected, Assert.Single((await Streaming.TextAsync($$"""{"id":"a","text":"{{escaped}}"}""")).Posts()).Text);

    [Fact]
    public async Task Should_replace_bytes_that_are_no_utf_8()
    {
        var items = await Streaming.BytesAsync([.. "{\"id\":\"a\",\"text\":\"x"u8, 0xC3, 0x28, .. "\"}"u8]);

        Assert.Equal("x\uFFFD(", Assert.Single(items.Posts()).Text);
    }

    [Fact]
    public async Task Should_refuse_json_that_nests_too_deep()
    {
        var items = await Streaming.TextAsync($"{{\"text\":{new string('[', 100_000)}\n{TwoLines}");

        Assert.Equal(LineErrorKind.Malformed, items[0].Error!.Kind);
        Assert.Equal(2, items.Posts().Count);
    }

    [Fact]
    public async Task Should_unpack_gzip_and_zstd()
    {
        foreach (var packed in new[] { Gzip(TwoLines), Zstd(TwoLines) })
        {
            var twice = await Streaming.BytesAsync([.. packed, .. packed]);

            Assert.Equal(["one", "two", "one", "two"], twice.Posts().Select(post => post.Text));
        }
    }

    [Fact]
    public async Task Should_tell_a_packed_stream_that_is_cut_short()
    {
        var numbers = Enumerable.Range(0, 20_000);
        var text = string.Concat(numbers.Select(number => $"{{\"id\":\"{number}\",\"text\":\"{number * 7919L % 10007}\"}}\n"));
        foreach (var packed in new[] { Gzip(text), Zstd(text) })
        {
            var items = await Streaming.BytesAsync(packed[..(packed.Length / 2)]);

            Assert.InRange(items.Posts().Count, 1, 19_999);
            Assert.True(items[^1].Error is { Kind: LineErrorKind.Unpacking or LineErrorKind.CutShort });
        }
    }

    [Fact]
    public async Task Should_stop_a_stream_that_unpacks_to_too_much()
    {
        var bomb = new string(' ', 64 << 20);
        foreach (var packed in new[] { Gzip(bomb), Zstd(bomb) })
            Assert.Contains("200 times", Assert.Single(await Streaming.BytesAsync(packed)).Error!.Message, StringComparison.Ordinal);

        var items = await Streaming.BytesAsync(Gzip(TwoLines), new StreamOptions { MaxUnpackedBytes = 10 });
        Assert.Equal(LineErrorKind.Unpacking, Assert.Single(items).Error!.Kind);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'B', (byte)'Z', (byte)'h', (byte)'9', 1 }, "bzip2")]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4, 1 }, "zip")]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'{', 0 }, "UTF-16")]
    public async Task Should_name_what_is_not_read(byte[] start, string name)
    {
        var error = Assert.Single(await Streaming.BytesAsync(start)).Error!;

        Assert.StartsWith(name, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("\n \r\n")]
    [InlineData("[]")]
    public async Task Should_find_nothing_in_nothing(string text) => Assert.Empty(await Streaming.TextAsync(text));

    [Fact]
    public void Should_know_forms_by_name()
    {
        Assert.Equal(["auto", "x-v2", "x-v1.1", "jetstream", "mastodon", "rss", "csv", "engram"], StreamForms.Names);
        Assert.All(Enum.GetValues<StreamForm>(), form => Assert.Equal(form, StreamForms.Find(StreamForms.NameOf(form))));
        Assert.Null(StreamForms.Find("xml"));
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private static byte[] Zstd(string text)
    {
        using var compressor = new Compressor();
        return compressor.Wrap(Encoding.UTF8.GetBytes(text)).ToArray();
    }

    /// <summary>Returns a few bytes per read, like a slow network.</summary>
    private sealed class Trickle(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(most, buffer.Length)], cancellationToken);
    }
}
