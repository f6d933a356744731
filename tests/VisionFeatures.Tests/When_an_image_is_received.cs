using System.Runtime.InteropServices;
using Engram.Contracts.Images;
using Engram.Imaging;
using Engram.Imaging.Tests;
using Engram.Imaging.Tests.Bombs;
using Engram.TestKit;
using MassTransit;

namespace Engram.VisionFeatures.Tests;

/// <summary>The vision-features service: messages and stored readings.</summary>
public sealed class When_an_image_is_received(PostgresFixture postgres, Detector detector)
{
    private const string Model = "ssd-mobilenet-v2/1";

    private static byte[] Sample => File.ReadAllBytes(Repository.PathOf("samples", "posts", "pictures", "nagasaki-boats.jpg"));

    [Fact]
    public async Task Should_answer_with_what_it_shows_and_keep_the_features_beside_it()
    {
        await using var host = await VisionHost.StartAsync(await postgres.CreateDatabaseAsync(), detector.Folder);
        var cancellation = TestContext.Current.CancellationToken;
        var (post, sha256) = (Guid.NewGuid(), await host.Blobs.PutAsync(Sample, cancellation));
        await host.AnnounceAsync(post, sha256);

        var answer = Assert.IsType<ImageFeaturesExtracted>(await host.Heard.NextAsync());
        Assert.Equal(post, answer.PostId);
        Assert.Equal(new FeatureGrid { PictureSha256 = sha256, Model = Model, Regions = 49, Channels = 1280 }, answer.Grid);
        Assert.Contains("boat", answer.Objects.Select(found => found.Label));
        Assert.Equal(4, answer.Objects[0].Box.Count);
        Assert.Contains("boat", answer.Attributes);

        var kept = await host.Blobs.FindFeaturesAsync(sha256, Model, cancellation);
        var expected = detector.Model.Read(Sample);
        Assert.Equal(2 * (49 + answer.Objects.Count) * 1280, kept!.Length);
        Assert.Equal((Half)expected.Grid[17], MemoryMarshal.Cast<byte, Half>(kept)[17]);
        Assert.Equal((Half)expected.ObjectFeatures[0][5], MemoryMarshal.Cast<byte, Half>(kept)[49 * 1280 + 5]);
    }

    [Fact]
    public async Task Should_read_the_same_picture_once()
    {
        await using var host = await VisionHost.StartAsync(await postgres.CreateDatabaseAsync(), detector.Folder);
        var cancellation = TestContext.Current.CancellationToken;
        var sha256 = await host.Blobs.PutAsync(Sample, cancellation);
        await host.AnnounceAsync(Guid.NewGuid(), sha256);
        await host.Heard.NextAsync();
        var kept = await host.Blobs.FindReadingAsync<PictureReading>(sha256, Model, cancellation);

        // Change the stored result, to distinguish it from a second reading.
        await host.Blobs.KeepReadingAsync(sha256, Model, kept! with { Attributes = ["kept"] }, features: null, cancellation);
        await host.AnnounceAsync(Guid.NewGuid(), sha256);
        Assert.Equal(["kept"], Assert.IsType<ImageFeaturesExtracted>(await host.Heard.NextAsync()).Attributes);
    }

    [Fact]
    public async Task Should_reject_a_picture_that_can_not_be_read()
    {
        await using var host = await VisionHost.StartAsync(await postgres.CreateDatabaseAsync(), detector.Folder);
        var (post, sha256) = (
            Guid.NewGuid(), await host.Blobs.PutAsync(PngWriter.WriteHeaderOnly(30_000, 30_000), TestContext.Current.CancellationToken));
        await host.AnnounceAsync(post, sha256);

        var rejected = Assert.IsType<ImageRejected>(await host.Heard.NextAsync());
        Assert.Equal(
            (post, sha256, ImageReader.VisionFeatures, PictureRejections.TooManyPixels),
            (rejected.PostId, rejected.PictureSha256, rejected.Reader, rejected.Code));
        Assert.Contains("30000 x 30000", rejected.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_read_a_picture_that_waits_behind_bombs()
    {
        await using var host = await VisionHost.StartAsync(await postgres.CreateDatabaseAsync(), detector.Folder);
        var bombs = JpegBombs.CreateTen();
        foreach (var picture in (byte[][])[.. bombs, Sample])
            await host.AnnounceAsync(Guid.NewGuid(), await host.Blobs.PutAsync(picture, TestContext.Current.CancellationToken));

        Assert.Contains("boat", Assert.Single(await host.Heard.AtLeastAsync<ImageFeaturesExtracted>(1)).Attributes);
        var rejected = await host.Heard.AtLeastAsync<ImageRejected>(bombs.Length);
        Assert.All(rejected, answer =>
            Assert.Equal((ImageReader.VisionFeatures, PictureRejections.TooManyScans), (answer.Reader, answer.Code)));
        Assert.Empty(host.Heard.Of<Fault<ImageReceived>>());
    }

    [Fact]
    public async Task Should_say_nothing_of_a_picture_that_was_deleted()
    {
        await using var host = await VisionHost.StartAsync(
            await postgres.CreateDatabaseAsync(), detector.Folder, ("VisionFeatures:ConcurrentPictures", "1"));
        var (post, sha256) = (Guid.NewGuid(), await host.Blobs.PutAsync(Sample, TestContext.Current.CancellationToken));
        await host.AnnounceAsync(Guid.NewGuid(), new string('0', 64));
        await host.AnnounceAsync(post, sha256);

        Assert.Equal(post, Assert.IsType<ImageFeaturesExtracted>(await host.Heard.NextAsync()).PostId);
    }

    [Fact]
    public async Task Should_be_ready_and_say_with_what()
    {
        await using var host = await VisionHost.StartAsync(await postgres.CreateDatabaseAsync(), detector.Folder);

        var health = await host.Http.GetStringAsync(new Uri("/readyz", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains(Model, health, StringComparison.Ordinal);
        Assert.Contains("cpu", health, StringComparison.Ordinal);
    }
}
