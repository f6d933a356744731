using Engram.Contracts.Images;
using Engram.Imaging;
using Engram.Imaging.Tests;
using Engram.Imaging.Tests.Bombs;
using Engram.TestKit;
using MassTransit;

namespace Engram.Ocr.Tests;

/// <summary>The OCR service: messages and stored readings.</summary>
public sealed class When_an_image_is_received(PostgresFixture postgres)
{
    private static readonly byte[] Hello = WrittenPicture.Draw(500, 90, new WrittenLine("HELLO THERE", 30, 30)).ToPng();

    [Theory]
    [InlineData("paddle", "paddle/pp-ocrv4")]
    [InlineData("tesseract", "tesseract/")]
    public async Task Should_answer_with_its_text(string engine, string name)
    {
        await using var host = await OcrHost.StartAsync(await postgres.CreateDatabaseAsync(), ("Ocr:Engine", engine));
        var (post, sha256) = (Guid.NewGuid(), await host.Blobs.PutAsync(Hello, TestContext.Current.CancellationToken));
        await host.AnnounceAsync(post, sha256);
        var answer = Assert.IsType<ImageTextRecognized>(await host.Heard.NextAsync());
        Assert.Equal((post, sha256, "HELLO THERE"), (answer.PostId, answer.PictureSha256, answer.Text));
        Assert.StartsWith(name, answer.Engine, StringComparison.Ordinal);
        Assert.Equal("HELLO THERE", Assert.Single(answer.Lines).Text);
    }

    [Fact]
    public async Task Should_read_the_same_picture_once()
    {
        await using var host = await OcrHost.StartAsync(await postgres.CreateDatabaseAsync());
        var cancellation = TestContext.Current.CancellationToken;
        var sha256 = await host.Blobs.PutAsync(Hello, cancellation);
        await host.AnnounceAsync(Guid.NewGuid(), sha256);
        var first = Assert.IsType<ImageTextRecognized>(await host.Heard.NextAsync());
        var kept = await host.Blobs.FindReadingAsync<RecognizedText>(sha256, host.Of<PictureReader>().Name, cancellation);
        Assert.Equal(first.Text, kept!.Text);
        Assert.Equal(first.Lines[0].Box, kept.Lines[0].Box);

        // Change the stored result, to distinguish it from a second reading.
        var marked = new RecognizedText([kept.Lines[0] with { Text = "KEPT" }]);
        await host.Blobs.KeepReadingAsync(sha256, host.Of<PictureReader>().Name, marked, features: null, cancellation);
        await host.AnnounceAsync(Guid.NewGuid(), sha256);
        Assert.Equal("KEPT", Assert.IsType<ImageTextRecognized>(await host.Heard.NextAsync()).Text);
    }

    [Fact]
    public async Task Should_answer_which_limit_left_out_a_part()
    {
        await using var host = await OcrHost.StartAsync(await postgres.CreateDatabaseAsync(), ("Ocr:MaxCharacters", "5"));
        await host.AnnounceAsync(Guid.NewGuid(), await host.Blobs.PutAsync(Hello, TestContext.Current.CancellationToken));
        var answer = Assert.IsType<ImageTextRecognized>(await host.Heard.NextAsync());
        Assert.Equal(("HELLO", "too-many-characters"), (answer.Text, answer.Cut?.Code));
    }

    [Fact]
    public async Task Should_name_the_engine_and_the_second_reader_in_health()
    {
        await using var host = await OcrHost.StartAsync(await postgres.CreateDatabaseAsync(), ("Ocr:SecondReaderLanguages", "none"));
        var health = await host.Http.GetStringAsync(new Uri("/readyz", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("paddle/pp-ocrv4; no second reader", health, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_reject_a_picture_that_can_not_be_read()
    {
        await using var host = await OcrHost.StartAsync(await postgres.CreateDatabaseAsync());
        var (post, sha256) = (
            Guid.NewGuid(), await host.Blobs.PutAsync(PngWriter.WriteHeaderOnly(30_000, 30_000), TestContext.Current.CancellationToken));
        await host.AnnounceAsync(post, sha256);
        var rejected = Assert.IsType<ImageRejected>(await host.Heard.NextAsync());
        Assert.Equal((post, sha256, ImageReader.Ocr, PictureRejections.TooManyPixels),
            (rejected.PostId, rejected.PictureSha256, rejected.Reader, rejected.Code));
        Assert.Contains("30000 x 30000", rejected.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_read_a_picture_that_waits_behind_bombs()
    {
        await using var host = await OcrHost.StartAsync(await postgres.CreateDatabaseAsync());
        var bombs = JpegBombs.CreateTen();
        foreach (var picture in (byte[][])[.. bombs, Hello])
            await host.AnnounceAsync(Guid.NewGuid(), await host.Blobs.PutAsync(picture, TestContext.Current.CancellationToken));
        Assert.Equal("HELLO THERE", Assert.Single(await host.Heard.AtLeastAsync<ImageTextRecognized>(1)).Text);
        var rejected = await host.Heard.AtLeastAsync<ImageRejected>(bombs.Length);
        Assert.All(rejected, answer => Assert.Equal((ImageReader.Ocr, PictureRejections.TooManyScans), (answer.Reader, answer.Code)));
        Assert.Empty(host.Heard.Of<Fault<ImageReceived>>());
    }

    [Fact]
    public async Task Should_say_nothing_of_a_picture_that_was_deleted()
    {
        await using var host = await OcrHost.StartAsync(await postgres.CreateDatabaseAsync());
        var (post, sha256) = (Guid.NewGuid(), await host.Blobs.PutAsync(Hello, TestContext.Current.CancellationToken));
        Assert.True(await host.AnnounceAndSettleAsync(Guid.NewGuid(), new string('0', 64)));
        await host.AnnounceAsync(post, sha256);
        Assert.Equal(post, Assert.IsType<ImageTextRecognized>(await host.Heard.NextAsync()).PostId);
    }

    [Fact]
    public async Task Should_hear_of_it_on_a_queue_of_its_own()
    {
        await using var host = await OcrHost.StartAsync(await postgres.CreateDatabaseAsync());
        var (post, sha256) = (Guid.NewGuid(), await host.Blobs.PutAsync(Hello, TestContext.Current.CancellationToken));
        await host.SendAsync("ocr-image-received", post, sha256);
        Assert.Equal(post, Assert.IsType<ImageTextRecognized>(await host.Heard.NextAsync()).PostId);
    }

    [Fact]
    public async Task Should_not_start_without_its_models()
    {
        var database = await postgres.CreateDatabaseAsync();
        var stopped = await Assert.ThrowsAsync<EngineException>(
            () => OcrHost.StartAsync(database, ("Ocr:PaddleModelDirectory", "/nowhere")));
        Assert.Contains("/nowhere/detection.onnx", stopped.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ocr:DetectionSidePixels", "5")]
    [InlineData("Ocr:MaxLines", "0")]
    [InlineData("Ocr:MaxPicturePixels", "10")]
    [InlineData("Imaging:MaxPixels", "0")]
    public async Task Should_not_start_with_an_option_out_of_range(string key, string value)
    {
        var database = await postgres.CreateDatabaseAsync();
        var stopped = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(
            () => OcrHost.StartAsync(database, (key, value)));
        Assert.Contains(key.Split(':')[1], stopped.Message, StringComparison.Ordinal);
    }
}
