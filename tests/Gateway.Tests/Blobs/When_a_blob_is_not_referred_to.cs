using Engram.Blobs;
using Engram.Contracts.Memories;
using Engram.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Engram.Gateway.Tests.Blobs;

public sealed class When_a_blob_is_not_referred_to(PostgresFixture postgres)
{
    private static readonly byte[] Picture = [1, 2, 3];

    [Fact(Timeout = 300_000)]
    public async Task Should_be_swept_after_an_hour_and_no_other()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        var blobs = gateway.Services.GetRequiredService<IBlobStore>();
        await gateway.PostJsonAsync("/v1/posts", new { text = "x", picture = new { base64 = Picture } });
        await gateway.SendAsync(HttpMethod.Put, "/v1/memories/movies");
        using var triples = new StringContent("""{"subject":"a","relation":"is","object":"b"}""");
        triples.Headers.ContentType = new("application/x-ndjson");
        await gateway.SendAsync(HttpMethod.Post, "/v1/memories/movies/triples", triples);
        var chunk = (await gateway.Others.HearAsync<StoreMemories>(1))[0];
        var orphan = await blobs.PutAsync(new byte[] { 9 }, TestContext.Current.CancellationToken);

        await SweepAfterAsync(gateway, TimeSpan.FromMinutes(50));
        Assert.NotNull(await blobs.FindAsync(orphan, TestContext.Current.CancellationToken));
        await SweepAfterAsync(gateway, TimeSpan.FromMinutes(15));

        Assert.Null(await blobs.FindAsync(orphan, TestContext.Current.CancellationToken));
        Assert.NotNull(await blobs.FindAsync(chunk.ChunkSha256, TestContext.Current.CancellationToken));
        Assert.Equal(2, await gateway.ScalarAsync<int>("select count(*) from blobs.blobs"));

        await gateway.Bus.Publish(
            new MemoriesStored
            {
                SetId = chunk.Set.SetId,
                ImportId = chunk.ImportId,
                Chunk = chunk.Chunk,
                Added = 2,
                Statistics = new MemorySetStatistics { Epoch = 1, Memories = 2, Words = 2, HashedWords = 2 },
            },
            TestContext.Current.CancellationToken);
        await gateway.UntilAsync("/v1/memories/movies", set => set.GetProperty("pendingChunks").GetInt32() == 0);
        await SweepAfterAsync(gateway, TimeSpan.FromMinutes(16));
        Assert.Null(await blobs.FindAsync(chunk.ChunkSha256, TestContext.Current.CancellationToken));
        Assert.Equal(
            1, await gateway.ScalarAsync<int>("select count(*) from blobs.blobs join gateway.posts on sha256 = any(picture_sha256s)"));
    }

    // A blob's age is measured by the database's clock, so the test moves put_at instead.
    private static async Task SweepAfterAsync(GatewayHost gateway, TimeSpan passed)
    {
        await gateway.ScalarAsync<int>($"with aged as (update blobs.blobs set put_at = put_at - interval '{passed.TotalMinutes} minutes' "
            + "returning 1) select count(*) from aged");
        await gateway.SweepAfterAsync(passed);
    }
}
