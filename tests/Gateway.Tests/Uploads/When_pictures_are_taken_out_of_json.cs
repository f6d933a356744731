using System.Text;
using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Gateway.Pictures;
using Engram.Gateway.Posts;
using Engram.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Tests.Uploads;

/// <summary>Extracting pictures while a post's JSON is read: the same posts are accepted, and the same ones rejected, as without.</summary>
public sealed class When_pictures_are_taken_out_of_json
{
    // Longer than the block that is decoded at once.
    private const int LargePictureBytes = 200_001;
    private const string Digits = "0123456789";

    private static readonly int[] PieceBytes = [1, 2, 3, 7, 1000, 65_536, int.MaxValue];

    [Theory]
    [InlineData("""{"text":"a"}""")]
    [InlineData("""{"picture":{"base64":"AQID"}}""")]
    [InlineData("""{"picture":{"base64":""}}""")]
    [InlineData("""{"picture":{"base64":null},"text":"a"}""")]
    [InlineData("""{ "picture" : { "base64" : "AQ==" } , "text" : "a" }""")]
    [InlineData("""{"picture":{"Base64":"AQI="}}""")]
    [InlineData("""{"picture":{"b\u0061se64":"AQID"}}""")]
    [InlineData("""{"\u0070icture":{"\u0062\u0061\u0073\u0065\u0036\u0034":"AQID"}}""")]
    [InlineData("""{"picture":{"base64":"\/\u002F\u002B+"}}""")]
    [InlineData("""{"picture":{"base64":"AQ\nID\r\n"}}""")]
    [InlineData("""{"picture":{"base64":"AQI\u003d"}}""")]
    [InlineData("""{"picture":{"base64":"A QI =  "}}""")]
    [InlineData("""{"pictures":[{"base64":"AQ=="},{"base64":"Ag=="},{"base64":"AQ=="},{"url":"https://example.org/a.png"}]}""")]
    [InlineData("""{"pictures":[{"base64":"AQ=="},{"base64":"Ag=="},{"base64":"Aw=="},{"base64":"BA=="},{"base64":"BQ=="}]}""")]
    [InlineData("""{"text":"\"base64\":\"AQID\""}""")]
    [InlineData("""{"text":"base64","picture":{"altText":"base64","base64":"AQID"}}""")]
    [InlineData("""{"text":"back\\","picture":{"base64":"AQID"}}""")]
    [InlineData("\uFEFF{\"picture\":{\"base64\":\"AQID\"}}")]
    public void Should_read_the_same_post(string json) => ShouldReadTheSame(json);

    [Fact]
    public void Should_read_a_large_picture_the_same()
    {
        var picture = new byte[LargePictureBytes];
        new Random(7).NextBytes(picture);
        ShouldReadTheSame($$$"""{"text":"large","picture":{"base64":"{{{Convert.ToBase64String(picture)}}}"}}""");
    }

    [Fact]
    public void Should_read_a_large_picture_in_lines_the_same()
    {
        var picture = new byte[LargePictureBytes];
        new Random(8).NextBytes(picture);
        var lines = Convert.ToBase64String(picture, Base64FormattingOptions.InsertLineBreaks)
            .Replace("\r\n", @"\r\n", StringComparison.Ordinal);
        ShouldReadTheSame($$$"""{"text":"large","picture":{"base64":"{{{lines}}}"}}""");
    }

    [Theory]
    [InlineData("""{"picture":{"base64":"no base64!"}}""")]
    [InlineData("""{"picture":{"base64":"AQ"}}""")]
    [InlineData("""{"picture":{"base64":"AQ==AQ=="}}""")]
    [InlineData("""{"picture":{"base64":"="}}""")]
    [InlineData("""{"picture":{"base64":"AQID\u00e9"}}""")]
    [InlineData("""{"picture":{"base64":"\"AQID"}}""")]
    [InlineData("""{"picture":{"base64":"AQ\b="}}""")]
    [InlineData("""{"picture":{"base64":"AQ\x="}}""")]
    [InlineData("""{"picture":{"base64":"AQ\u00"}}""")]
    [InlineData("""{"picture":{"base64":"AQ\u00zzID"}}""")]
    [InlineData("{\"picture\":{\"base64\":\"AQ\nID\"}}")]
    [InlineData("""{"picture":{"base64":"AQID""")]
    [InlineData("""{"picture":{"base64":"AQID\""")]
    [InlineData("""{"picture":{"base64":"AQID"}""")]
    [InlineData("""{"picture":{"base64":["AQID"]}}""")]
    [InlineData("""{"picture":{"base64":5}}""")]
    [InlineData("""{"picture":{"base64":"AQID","base64":"AQID"}}""")]
    [InlineData("""{"picture":{"base64":"AQID","alt":"x"}}""")]
    [InlineData("""{"author":{"base64":"AQID"}}""")]
    [InlineData("""{"base64" x:"AQID"}""")]
    [InlineData(""":"AQID""")]
    [InlineData("""["base64":"AQID"]""")]
    [InlineData("")]
    public void Should_refuse_the_same(string json)
    {
        using var folder = new TemporaryFolder();
        var expected = Assert.Throws<ProblemException>(() => ApiJson.Read<PostRequest>(Encoding.UTF8.GetBytes(json))).Problem;
        foreach (var pieceBytes in PieceBytes)
        {
            using var extractor = Extract(json, pieceBytes, folder);
            var actual = Assert.Throws<ProblemException>(() => ApiJson.Read<PostRequest>(extractor.Json)).Problem;
            // The position of the error in the JSON differs, because the pictures are removed.
            Assert.Equal((expected.Name, WithoutDigits(expected)), (actual.Name, WithoutDigits(actual)));
        }
    }

    [Fact]
    public void Should_keep_little_in_memory_and_nothing_in_the_folder()
    {
        using var folder = new TemporaryFolder();
        var picture = new byte[LargePictureBytes];
        using var extractor = Extract($$$"""{"picture":{"base64":"{{{Convert.ToBase64String(picture)}}}"}}""", 65_536, folder);

        Assert.InRange(extractor.Json.Length, 1, 100);
        Assert.Equal(LargePictureBytes, Assert.Single(extractor.Pictures).Length);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    private static void ShouldReadTheSame(string json)
    {
        using var folder = new TemporaryFolder();
        var expected = ApiJson.Read<PostRequest>(Ndjson.WithoutByteOrderMark(Encoding.UTF8.GetBytes(json)));
        foreach (var pieceBytes in PieceBytes)
        {
            using var extractor = Extract(json, pieceBytes, folder);
            var actual = ApiJson.Read<PostRequest>(Ndjson.WithoutByteOrderMark(extractor.Json));
            Assert.Equal(
                PicturesOf(expected).Select(ContentOf), PicturesOf(actual).Select(picture => ContentOf(picture, extractor.Pictures)));
            Assert.Equal((expected.Text, expected.Picture?.AltText), (actual.Text, actual.Picture?.AltText));
        }
    }

    private static IEnumerable<PictureRequest> PicturesOf(PostRequest post) =>
        [.. post.Picture is { } one ? new[] { one } : [], .. post.Pictures ?? []];

    private static string? ContentOf(PictureRequest picture) => picture.Base64 is { } bytes ? Convert.ToHexString(bytes) : null;

    private static string? ContentOf(PictureRequest picture, IReadOnlyList<PictureContent> taken)
    {
        if (picture.Base64 is not { Length: > 0 } digest
            || taken.FirstOrDefault(held => held.Digest.Span.SequenceEqual(digest)) is not { } content)
            return ContentOf(picture);
        using var bytes = new MemoryStream();
        content.Open().CopyTo(bytes);
        return Convert.ToHexString(bytes.ToArray());
    }

    private static PictureExtractor Extract(string json, int pieceBytes, TemporaryFolder folder)
    {
        var options = Options.Create(new GatewayOptions { UploadDirectory = folder.Path });
        var extractor = new PictureExtractor(new PictureFiles(options, NullLogger<PictureFiles>.Instance), maxJsonBytes: 10_000);
        foreach (var piece in Encoding.UTF8.GetBytes(json).Chunk(pieceBytes))
            extractor.Append(piece);
        return extractor;
    }

    private static string WithoutDigits(Problem problem) =>
        string.Concat(problem.Detail.Where(character => !Digits.Contains(character, StringComparison.Ordinal)));
}
