using Engram.Gateway.Sources;
using Engram.Messaging.Database;
using Engram.TestKit;
using Npgsql;

namespace Engram.Gateway.Tests.Sources;

public sealed class When_several_gateways_follow_a_source(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Should_let_one_have_it_at_a_time()
    {
        var address = await postgres.CreateDatabaseAsync();
        await using var one = new DirectDatabase(NpgsqlDataSource.Create(address));
        await using var other = new DirectDatabase(NpgsqlDataSource.Create(address));

        var lease = await SourceLease.TryTakeAsync(one, "a", Cancellation);
        Assert.NotNull(lease);
        Assert.Null(await SourceLease.TryTakeAsync(other, "a", Cancellation));
        await using var another = await SourceLease.TryTakeAsync(other, "b", Cancellation);
        Assert.NotNull(another);

        await lease.DisposeAsync();
        await using var next = await SourceLease.TryTakeAsync(other, "a", Cancellation);
        Assert.NotNull(next);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_notice_that_it_is_lost()
    {
        await using var database = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        await using var lease = await SourceLease.TryTakeAsync(new DirectDatabase(database), "a", Cancellation);
        var lost = new TaskCompletionSource();
        await using var registration = lease!.Lost.Register(lost.SetResult);

        await using var end = database.CreateCommand(
            """
            select pg_terminate_backend(pid) from pg_locks
            where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
            """);
        await end.ExecuteNonQueryAsync(Cancellation);

        await lost.Task.WaitAsync(Cancellation);
    }
}
