using System.Net.Http.Headers;
using Engram.Gateway.Events;
using Engram.TestKit;
using Npgsql;

namespace Engram.Gateway.Tests.Events;

/// <summary><c>GET /v1/posts/events</c>.</summary>
public sealed class When_posts_are_watched(PostgresFixture postgres)
{
    private const string Path = "/v1/posts/events";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Should_miss_none_and_repeat_none_for_a_client_that_reconnects_at_random_to_several_gateways()
    {
        const int posts = 400;
        var database = await postgres.CreateDatabaseAsync();
        await using var one = await StartAsync(database);
        await using var two = await StartAsync(database);
        var last = await PositionAsync(one);
        var random = new Random(7);
        var (ids, seen) = (new HashSet<string>(), new HashSet<string>());

        var posting = PostAllAsync(one, posts);
        while (seen.Count < posts)
        {
            await using var stream = await WatchedStream.OpenAsync(random.Next(2) == 0 ? one : two, Path, last);
            for (var left = random.Next(1, 60); left > 0 && seen.Count < posts; left--)
            {
                var item = await stream.NextAsync();
                Assert.Equal("post.tagged", item.EventType);
                last = item.EventId!;
                Assert.True(ids.Add(last), $"{last} came twice.");
                Assert.True(seen.Add(item.Subject()!), $"{item.Subject()} came twice.");
            }
        }

        await posting;
        Assert.Equal(Enumerable.Range(0, posts).Select(post => $"p{post}").Order(), seen.Order());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_wait_for_the_transaction_that_began_first()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        await gateway.PostJsonAsync("/v1/posts", new { id = "slow", text = "a" });
        await gateway.PostJsonAsync("/v1/posts", new { id = "quick", text = "b" });
        var log = gateway.Of<EventLog>();
        var start = await log.HeadAsync(Cancellation);
        await using var connection = await gateway.Of<NpgsqlDataSource>().OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await FailAsync(connection, "slow");
        await using (var other = await gateway.Of<NpgsqlDataSource>().OpenConnectionAsync(Cancellation))
            await FailAsync(other, "quick");

        var before = await log.ReadAsync(start.Position, EventPosition.Last, about: null, Cancellation);
        await transaction.CommitAsync(Cancellation);
        var after = before;
        // Transactions of other tests on this server hold events back too.
        await Eventually.HoldsAsync(
            async () =>
            {
                after = await log.ReadAsync(before.End, EventPosition.Last, about: null, Cancellation);
                return after.Events.Count > 0;
            },
            "events are told");

        Assert.Empty(before.Events);
        Assert.Equal(["slow", "quick"], after.Events.Select(live => live.PublicId));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_tell_of_a_deletion_and_replay_nothing_of_the_post()
    {
        await using var gateway = await StartAsync(await postgres.CreateDatabaseAsync());
        var start = await PositionAsync(gateway);
        await gateway.PostJsonAsync("/v1/posts", new { source = "x", sourceId = "1", text = "regretted" }, waitSeconds: 50);
        await gateway.SendAsync(HttpMethod.Delete, "/v1/posts/x:1");

        await using var stream = await WatchedStream.OpenAsync(gateway, Path, start);
        var item = await stream.NextAsync();

        Assert.Equal("post.deleted", item.EventType);
        Assert.Equal("""{"id":"x:1","source":"x"}""", item.Data);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_tell_of_an_edit_once_in_its_last_version()
    {
        await using var gateway = await StartAsync(await postgres.CreateDatabaseAsync());
        var start = await PositionAsync(gateway);
        foreach (var revision in new[] { 1, 2 })
        {
            var edit = new { id = "p", text = $"text {revision}", revision = $"{revision}" };
            await gateway.PostJsonAsync("/v1/posts", edit, waitSeconds: 50);
        }

        await gateway.PostJsonAsync("/v1/posts", new { id = "next", text = "c" }, waitSeconds: 50);
        await using var stream = await WatchedStream.OpenAsync(gateway, Path, start);

        Assert.Equal("text 2", (await stream.NextAsync()).Json().GetProperty("text").GetString());
        Assert.Equal("next", (await stream.NextAsync()).Subject());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_pass_on_what_the_filter_finds_and_the_deletions_of_its_source()
    {
        await using var gateway = await StartAsync(await postgres.CreateDatabaseAsync());
        await using var stream = await WatchedStream.OpenAsync(gateway, Path + "?source=x&language=en&tag=SPN%20Family&state=tagged");
        await PostAsync(gateway, "x", "1", "de");
        await PostAsync(gateway, "y", "2", "en");
        await PostAsync(gateway, "x", "3", "en");
        await gateway.SendAsync(HttpMethod.Delete, "/v1/posts/y:2");
        await gateway.SendAsync(HttpMethod.Delete, "/v1/posts/x:1");

        var (tagged, deleted) = (await stream.NextAsync(), await stream.NextAsync());

        Assert.Equal(("post.tagged", "x:3"), (tagged.EventType, tagged.Subject()));
        Assert.Equal(("post.deleted", "x:1"), (deleted.EventType, deleted.Subject()));
        await (await gateway.SendAsync(HttpMethod.Get, Path + "?author=1")).ShouldBeProblemAsync(400, "invalid-query");
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_say_when_it_can_not_go_on_after_an_event()
    {
        await using var gateway = await StartAsync(await postgres.CreateDatabaseAsync());
        var old = await PositionAsync(gateway);
        await gateway.PostJsonAsync("/v1/posts", new { id = "old", text = "a" }, waitSeconds: 50);
        Assert.Equal("old", (await FirstAsync(gateway, old)).Subject());

        await gateway.SweepAfterAsync(TimeSpan.FromDays(8));
        var afterOld = await FirstAsync(gateway, old);
        var ofAnotherLog = await FirstAsync(gateway, "0badf00d-12-1");
        var ofTheFuture = await FirstAsync(gateway, old.Split('-')[0] + "-999999999999-1");

        Assert.Equal(["reset", "reset", "reset"], [afterOld.EventType, ofAnotherLog.EventType, ofTheFuture.EventType]);
        Assert.Equal(0, await gateway.CountAsync("gateway.events"));
        // A client that follows the advice goes on without a gap.
        await gateway.PostJsonAsync("/v1/posts", new { id = "young", text = "b" }, waitSeconds: 50);
        Assert.Equal("young", (await FirstAsync(gateway, afterOld.EventId)).Subject());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_forget_events_of_another_server_and_the_ids_of_its_clients()
    {
        await using var gateway = await StartAsync(await postgres.CreateDatabaseAsync());
        var old = await PositionAsync(gateway);
        await gateway.ScalarAsync<string>(
            """
            with restored as (insert into gateway.events (xid, type, subject, public_id, version)
                values ('999999999999', 'post.deleted', gen_random_uuid(), 'p', 1) returning public_id)
            select public_id from restored
            """);

        await gateway.SweepAfterAsync(TimeSpan.Zero);

        Assert.Equal(0, await gateway.CountAsync("gateway.events"));
        Assert.Equal("reset", (await FirstAsync(gateway, old)).EventType);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_open_only_so_many_streams()
    {
        await using var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(), null, ("Gateway:Events:MaxStreamsPerCaller", "1"));
        await using (await WatchedStream.OpenAsync(gateway, Path))
            await (await gateway.SendAsync(HttpMethod.Get, Path)).ShouldBeProblemAsync(503, "too-many-streams");

        await Eventually.HoldsAsync(
            async () =>
            {
                using var again = await WatchedStream.RespondAsync(gateway, Path, null);
                return again.IsSuccessStatusCode;
            },
            "the place of a client that left is free");
    }

    private static Task<GatewayHost> StartAsync(string database) => GatewayHost.StartAsync(
        database, others => others.Predict = command => [Answers.To(command)], ("Gateway:Events:HeartbeatInterval", "00:00:00.100"));

    private static async Task<string> PositionAsync(GatewayHost gateway) => $"{await gateway.Of<EventLog>().HeadAsync(Cancellation)}";

    private static async Task<System.Net.ServerSentEvents.SseItem<string>> FirstAsync(GatewayHost gateway, string? lastEventId)
    {
        await using var stream = await WatchedStream.OpenAsync(gateway, Path, lastEventId);
        return await stream.NextAsync();
    }

    private static async Task PostAllAsync(GatewayHost gateway, int count)
    {
        var lines = string.Join('\n', Enumerable.Range(0, count).Select(post => $$"""{"id":"p{{post}}","text":"post {{post}}"}"""));
        using var body = new StringContent(lines, new MediaTypeHeaderValue("application/x-ndjson"));
        (await gateway.SendAsync(HttpMethod.Post, "/v1/posts", body)).EnsureSuccessStatusCode();
    }

    private static Task PostAsync(GatewayHost gateway, string source, string sourceId, string language) => gateway.PostJsonAsync(
        "/v1/posts", new { source, sourceId, text = "a", languages = new[] { language } }, waitSeconds: 50);

    private static async Task FailAsync(NpgsqlConnection connection, string id)
    {
        await using var fail = new NpgsqlCommand(
            """
            update gateway.posts set state = 'failed', failure = '{"code":"c","reason":"r"}', due_at = null, finished_at = now()
            where public_id = $1
            """, connection);
        fail.Parameters.Add(new NpgsqlParameter { Value = id });
        await fail.ExecuteNonQueryAsync(Cancellation);
    }
}
