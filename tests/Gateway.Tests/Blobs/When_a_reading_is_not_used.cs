using Engram.Blobs;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Blobs;

/// <summary>Expiry of cached OCR and vision results of a picture.</summary>
public sealed class When_a_reading_is_not_used(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Should_be_forgotten_after_its_time_and_its_picture_stay()
    {
        await using var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(), null, ("Gateway:ReadingAge", "10.00:00:00"));
        await gateway.PostJsonAsync("/v1/posts", new { text = "x", picture = new { base64 = (byte[])[1, 2, 3] } });
        var picture = BlobAddress.Of([1, 2, 3]);
        foreach (var reader in (string[])["ocr/1", "ocr/2"])
            await gateway.Blobs.KeepReadingAsync(picture, reader, "a word", null, Cancellation);

        await AgeAsync(gateway, days: 9);
        Assert.Equal("a word", await gateway.Blobs.FindReadingAsync<string>(picture, "ocr/2", Cancellation));
        await AgeAsync(gateway, days: 2);
        await gateway.SweepAfterAsync(TimeSpan.FromHours(1));

        Assert.Null(await gateway.Blobs.FindReadingAsync<string>(picture, "ocr/1", Cancellation));
        Assert.Equal("a word", await gateway.Blobs.FindReadingAsync<string>(picture, "ocr/2", Cancellation));
        Assert.NotNull(await gateway.Blobs.FindAsync(picture, Cancellation));
    }

    private static Task<int> AgeAsync(GatewayHost gateway, int days) =>
        gateway.ScalarAsync<int>(
            $"with aged as (update blobs.readings set used_at = used_at - interval '{days} days' returning 1) select count(*) from aged");
}
