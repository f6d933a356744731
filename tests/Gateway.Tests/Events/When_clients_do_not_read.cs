using System.Net.Sockets;
using System.Text;
using Engram.Gateway.Events;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Events;

/// <summary>Clients of an event stream that open it and read nothing.</summary>
public sealed class When_clients_do_not_read(PostgresFixture postgres)
{
    private const int Silent = 20;
    private const int Events = 1000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Should_cut_them_off_and_serve_those_that_read()
    {
        await using var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(), null, ("Gateway:Events:MaxWaitingEvents", "250"));
        var hub = gateway.Of<EventHub>();
        var clients = new List<Socket>();
        for (var client = 0; client < Silent; client++)
            clients.Add(await ConnectAsync(gateway.Http.BaseAddress!));
        var watching = WatchAsync(gateway, $"{await gateway.Of<EventLog>().HeadAsync(Cancellation)}");
        await Eventually.HoldsAsync(() => hub.Count == Silent + 1, "all are connected");

        // Together more than the sockets' buffers and the waiting events hold.
        await gateway.ScalarAsync<long>(
            $"""
            with made as (
                insert into gateway.posts (id, public_id, body_sha256, text, state, received_at, finished_at, failure)
                select gen_random_uuid(), 'p' || number, '', repeat('loud ', 4000), 'failed', now(), now(), json_build_object('code', 'c', 'reason', 'r')
                from generate_series(1, {Events}) as number returning id)
            select count(*) from made
            """);

        Assert.Equal(Events, (await watching).Count);
        await Eventually.HoldsAsync(() => hub.Count == 0, "the silent are cut off, and the reader has left");
        clients.ForEach(client => client.Dispose());
    }

    private static async Task<Socket> ConnectAsync(Uri gateway)
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(gateway.Host, gateway.Port, Cancellation);
        await client.SendAsync(Encoding.ASCII.GetBytes("GET /v1/posts/events HTTP/1.1\r\nHost: localhost\r\n\r\n"), Cancellation);
        return client;
    }

    /// <summary>Reads every event; resumes where it was if it is too slow itself.</summary>
    private static async Task<HashSet<string>> WatchAsync(GatewayHost gateway, string last)
    {
        var seen = new HashSet<string>();
        while (seen.Count < Events)
        {
            await using var stream = await WatchedStream.OpenAsync(gateway, "/v1/posts/events", last);
            while (seen.Count < Events && await stream.TryNextAsync() is { } item)
            {
                last = item.EventId!;
                Assert.True(seen.Add(item.Subject()!));
            }
        }

        return seen;
    }
}
