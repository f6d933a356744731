using Engram.Streams.Clients;
using Microsoft.AspNetCore.Http;

namespace Engram.Streams.Tests.Clients;

public sealed class When_x_is_followed
{
    private const string Token = "secret-of-the-test";

    [Fact]
    public async Task Should_go_on_after_the_server_closes_and_tell_the_gap()
    {
        var queries = new List<string>();
        await using var server = await LocalServer.StartAsync(async (context, number) =>
        {
            queries.Add($"{context.Request.QueryString} {context.Request.Headers.Authorization}");
            await LocalServer.SendAsync(context, $"\r\n{Post(number)}\r\n\r\n");
            if (number > 1)
                await LocalServer.FallSilentAsync(context);
        });

        var items = await FollowAsync(server, backfillMinutes: null, "post 2");

        Assert.IsType<PostEvent>(items[0].Event);
        Assert.Equal(TimeSpan.Zero, Assert.IsType<ConnectionLost>(items[1].Event).RetryIn);
        Assert.IsType<StreamGap>(items[2].Event);
        Assert.Equal([1L, 2L], items.Where(item => item.Event is PostEvent).Select(item => item.LineNumber));
        Assert.Equal([$"?fields=all Bearer {Token}", $"?fields=all Bearer {Token}"], queries);
    }

    [Fact]
    public async Task Should_ask_to_send_again_what_came_in_between()
    {
        var queries = new List<string>();
        await using var server = await LocalServer.StartAsync(async (context, number) =>
        {
            queries.Add(context.Request.QueryString.ToString());
            await LocalServer.SendAsync(context, $"{Post(1)}\r\n{(number > 1 ? Post(2) : "")}\r\n");
        });

        var items = await FollowAsync(server, backfillMinutes: 5, "post 2");

        Assert.Equal(["?fields=all", "?fields=all&backfill_minutes=5"], queries[..2]);
        Assert.Empty(items.Events<StreamGap>());
    }

    [Fact]
    public async Task Should_leave_a_connection_that_fell_silent()
    {
        await using var server = await LocalServer.StartAsync(async (context, number) =>
        {
            await LocalServer.SendAsync(context, $"{Post(number)}\r\n");
            if (number == 1)
                await LocalServer.FallSilentAsync(context);
        });

        var items = await FollowAsync(server, backfillMinutes: null, "post 2", stallTimeout: TimeSpan.FromSeconds(2));

        Assert.Contains(items.Events<ConnectionLost>(), lost => lost.Reason == "Nothing came for 2 s.");
    }

    [Theory]
    [InlineData(StatusCodes.Status429TooManyRequests, null, 0.003)]
    [InlineData(StatusCodes.Status503ServiceUnavailable, null, 0.002)]
    [InlineData(StatusCodes.Status429TooManyRequests, "1", 1)]
    public async Task Should_wait_as_the_kind_of_fault_asks(int status, string? retryAfter, double seconds)
    {
        await using var server = await LocalServer.StartAsync(async (context, number) =>
        {
            if (number == 1)
            {
                context.Response.StatusCode = status;
                context.Response.Headers.RetryAfter = retryAfter;
            }
            else
            {
                await LocalServer.SendAsync(context, $"{Post(number)}\r\n");
            }
        });

        var items = await FollowAsync(server, backfillMinutes: null, "post 2");

        Assert.Equal(new ConnectionLost($"The server answers {status}.", TimeSpan.FromSeconds(seconds)), items[0].Event);
    }

    [Fact]
    public async Task Should_give_up_when_it_is_refused_and_keep_the_token_to_itself()
    {
        await using var server = await LocalServer.StartAsync((context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });

        var refusal = await Assert.ThrowsAsync<StreamRefusedException>(() => FollowAsync(server, backfillMinutes: null, "none"));

        Assert.Contains("401", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, refusal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Token, new XStreamOptions { Url = server.Address, Token = Token }.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_tell_faults_inside_the_stream_and_half_a_line_at_its_end()
    {
        const string fault = """{"errors":[{"title":"ConnectionException","detail":"too many connections"}]}""";
        await using var server = await LocalServer.StartAsync((context, number) =>
            LocalServer.SendAsync(context, number == 1 ? $"{fault}\r\n{Post(1)[..10]}" : $"{Post(number)}\r\n"));

        var items = await FollowAsync(server, backfillMinutes: null, "post 2");

        Assert.Equal([new StreamFault("ConnectionException", "too many connections")], items.Events<StreamFault>());
        Assert.Equal(LineErrorKind.CutShort, Assert.Single(items.Errors()).Kind);
    }

    [Fact]
    public async Task Should_read_ahead_no_more_than_the_queue_and_end_when_the_reader_leaves()
    {
        var aborted = new TaskCompletionSource();
        await using var server = await LocalServer.StartAsync(async (context, _) =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            var line = $"{Post(1)}\r\n";
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.WriteAsync(line, CancellationToken.None);
        });

        Assert.Single(await FollowAsync(server, backfillMinutes: null, "post 1", queuedEvents: 4));

        await aborted.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    private static string Post(int number) => $$$"""{"data":{"id":"{{{number}}}","text":"post {{{number}}}"}}""";

    private static async Task<List<StreamItem>> FollowAsync(
        LocalServer server, int? backfillMinutes, string lastText, TimeSpan? stallTimeout = null, int queuedEvents = 64)
    {
        var options = new XStreamOptions
        {
            Url = new Uri(server.Address, "/stream?fields=all"),
            Token = Token,
            BackfillMinutes = backfillMinutes,
            StallTimeout = stallTimeout ?? TimeSpan.FromMinutes(2),
            QueuedEvents = queuedEvents,
            Reconnect = LocalServer.AtOnce,
        };
        using var client = new XStreamClient(options, new StreamOptions(), TimeProvider.System);
        return await LocalServer.FollowAsync(client, null, item => LocalServer.HasText(item, lastText));
    }
}
