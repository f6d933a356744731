using Engram.Messaging.Database;
using Engram.TestKit;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Engram.Messaging.Tests;

/// <summary>The queue in front of the database connections (<see cref="ConnectionLimiter"/>).</summary>
public sealed class When_more_want_the_database_than_it_serves(PostgresFixture postgres)
{
    private const string Held = "select pg_sleep(0.05)";

    [Fact]
    public async Task Should_serve_them_in_turn()
    {
        await using var service = await StartAsync(connections: 2);
        var most = 0;
        var inUse = 0;

        // 120 statements of 50 ms on 2 connections take at least 3 s, longer than the default ConnectTimeout of 2 s.
        await Task.WhenAll(Enumerable.Range(0, 120).Select(_ => service.InTransactionAsync(async db =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inUse));
            await db.Database.ExecuteSqlRawAsync(Held);
            Interlocked.Decrement(ref inUse);
        })));

        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task Should_turn_away_who_waited_too_long()
    {
        await using var service = await StartAsync(connections: 1, ("Delivery:MaxConnectionWait", "00:00:01"));

        var all = Enumerable.Range(0, 60)
            .Select(_ => Record.ExceptionAsync(() => service.InTransactionAsync(db => db.Database.ExecuteSqlRawAsync(Held))).AsTask())
            .ToArray();
        var faults = (await Task.WhenAll(all)).Where(fault => fault is not null).ToArray();

        Assert.NotEmpty(faults);
        Assert.All(faults, fault => Assert.IsType<DatabaseBusyException>(fault));
        Assert.True(faults.Length < all.Length);
    }

    [Fact]
    public async Task Should_serve_as_many_after_connections_broke_and_callers_left()
    {
        await using var service = await StartAsync(connections: 2);
        for (var round = 0; round < 10; round++)
        {
            // The first connection breaks during a statement; the second transaction is abandoned; the third call is canceled.
            await Record.ExceptionAsync(() => service.InTransactionAsync(db =>
                db.Database.ExecuteSqlRawAsync("select pg_terminate_backend(pg_backend_pid())")));
            await Record.ExceptionAsync(() => service.InTransactionAsync(_ => throw new InvalidOperationException()));
            using var left = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
            await Record.ExceptionAsync(() => service.InTransactionAsync(db =>
                db.Database.ExecuteSqlRawAsync("select pg_sleep(10)", left.Token)));
        }

        var both = new Barrier(2);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => service.InTransactionAsync(db =>
        {
            Assert.True(both.SignalAndWait(TimeSpan.FromMinutes(1)));
            return db.Database.ExecuteSqlRawAsync("select 1");
        }))));
    }

    private async Task<SampleService> StartAsync(int connections, params (string, string)[] settings) =>
        await SampleService.StartAsync(
            await postgres.CreateDatabaseAsync(), [("Delivery:MaxConnectionsInUse", $"{connections}"), .. settings]);
}
