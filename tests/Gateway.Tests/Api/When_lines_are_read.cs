using System.IO.Pipelines;
using System.Text;
using Engram.ApiContracts;

namespace Engram.Gateway.Tests.Api;

/// <summary>Splitting a request body into lines, however the body is split into reads.</summary>
public sealed class When_lines_are_read
{
    private const int MaxLineBytes = 10;

    [Theory]
    [InlineData("a\nbb\n", "1:a 2:bb")]
    [InlineData("a\nbb", "1:a 2:bb")]
    [InlineData("a\r\nb\r\n", "1:a\r 2:b\r")]
    [InlineData("\n\n  \na\n\n", "4:a")]
    [InlineData("\uFEFFa\n\uFEFFb\n", "1:a 2:\uFEFFb")]
    [InlineData("", "")]
    [InlineData("0123456789\n", "1:0123456789")]
    [InlineData("01234567890\nb\n", "1:- 2:b")]
    [InlineData("a\n01234567890123456789012345678901234567890", "1:a 2:-")]
    [InlineData("01234567890123456789\n\nb", "1:- 3:b")]
    public async Task Should_be_the_same_however_they_are_cut(string body, string expected)
    {
        for (var piece = 1; piece <= 12; piece++)
            Assert.Equal(expected, await ReadAsync(Encoding.UTF8.GetBytes(body), piece));
    }

    [Fact]
    public async Task Should_end_when_nothing_comes()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync("a\n"u8.ToArray(), TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<TimeoutException>(async () =>
        {
            await foreach (
                var line in Ndjson.ReadLinesAsync(
                    pipe.Reader, MaxLineBytes, TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken))
                Assert.Equal(1, line.Number);
        });
    }

    private static async Task<string> ReadAsync(byte[] body, int pieceBytes)
    {
        var pipe = new Pipe();
        var writing = Task.Run(async () =>
        {
            foreach (var piece in body.Chunk(pieceBytes))
                await pipe.Writer.WriteAsync(piece);
            await pipe.Writer.CompleteAsync();
        });
        var lines = new List<string>();
        await foreach (
            var line in Ndjson.ReadLinesAsync(
                pipe.Reader, MaxLineBytes, TimeSpan.FromMinutes(1), TimeProvider.System, TestContext.Current.CancellationToken))
            lines.Add($"{line.Number}:{(line.Utf8 is null ? "-" : Encoding.UTF8.GetString(line.Utf8))}");
        await writing;
        return string.Join(' ', lines);
    }
}
