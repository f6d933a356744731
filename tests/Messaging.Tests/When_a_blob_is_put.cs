using System.Security.Cryptography;
using Engram.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Engram.Messaging.Tests;

/// <summary>The blob store.</summary>
public sealed class When_a_blob_is_put(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_be_found_by_its_hash_and_stored_once()
    {
        await using var service = await SampleService.StartAsync(await postgres.CreateDatabaseAsync(), broker: null);
        var blobs = service.Blobs;
        byte[] content = [1, 2, 3];

        var first = await blobs.PutAsync(content, Cancellation);
        var second = await blobs.PutAsync(content, Cancellation);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), first);
        Assert.Equal(first, second);
        Assert.Equal(content, await blobs.FindAsync(first, Cancellation));
        Assert.Equal(1, await service.CountAsync("blobs.blobs"));
    }

    [Fact]
    public async Task Should_keep_readings_by_reader_and_lose_them_with_the_blob()
    {
        await using var service = await SampleService.StartAsync(await postgres.CreateDatabaseAsync(), broker: null);
        var blobs = service.Blobs;
        var address = await blobs.PutAsync(new byte[] { 4, 5 }, Cancellation);

        await blobs.KeepReadingAsync(address, "reader/1", new Reading("hello"), new byte[] { 9 }, Cancellation);
        await blobs.KeepReadingAsync(address, "reader/2", new Reading("bye"), features: null, Cancellation);

        Assert.Equal(new Reading("hello"), await blobs.FindReadingAsync<Reading>(address, "reader/1", Cancellation));
        Assert.Equal([9], await blobs.FindFeaturesAsync(address, "reader/1", Cancellation));
        Assert.Equal(new Reading("bye"), await blobs.FindReadingAsync<Reading>(address, "reader/2", Cancellation));
        Assert.Null(await blobs.FindFeaturesAsync(address, "reader/2", Cancellation));
        Assert.Null(await blobs.FindReadingAsync<Reading>(address, "reader/3", Cancellation));

        await blobs.DeleteAsync([address], Cancellation);

        Assert.Null(await blobs.FindAsync(address, Cancellation));
        Assert.Equal(0, await service.CountAsync("blobs.readings"));
    }

    [Fact]
    public async Task Should_not_keep_a_reading_of_a_blob_that_is_gone()
    {
        await using var service = await SampleService.StartAsync(await postgres.CreateDatabaseAsync(), broker: null);
        var blobs = service.Blobs;

        await blobs.KeepReadingAsync(new string('0', 64), "reader/1", new Reading("late"), features: null, Cancellation);

        Assert.Equal(0, await service.CountAsync("blobs.readings"));
    }

    private sealed record Reading(string Text);
}
