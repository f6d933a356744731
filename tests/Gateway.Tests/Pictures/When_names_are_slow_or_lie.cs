using System.Net;
using System.Net.Http.Json;
using Engram.Gateway.Pictures;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Pictures;

/// <summary>A slow or malicious DNS server affects only the posts whose picture URLs it resolves.</summary>
public sealed class When_names_are_slow_or_lie(PostgresFixture postgres)
{
    private const int Posts = 200;
    private const int AtOnce = 8;

    [Fact(Timeout = 300_000)]
    public async Task Should_take_other_posts_while_hundreds_wait()
    {
        var held = new TaskCompletionSource<IPAddress[]?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var names = FakeNameServer.Start(_ => held.Task);
        await using var gateway = await StartAsync(names, [
            ("Gateway:PictureFetch:MaxAtOncePerCaller", $"{AtOnce}"), ("Gateway:PictureFetch:Timeout", "00:05:00"),
            ("Gateway:PictureFetch:MaxPlaceWait", "00:05:00"), ("Gateway:Dns:Timeout", "00:01:00")]);

        Task<HttpResponseMessage>[] slow = [
            .. Enumerable.Range(0, Posts).Select(i => PostAsync(gateway, $"http://host{i}.example/cat.png"))];
        await Eventually.HoldsAsync(() => names.Asked.Count == AtOnce, "the first names are asked for");
        for (var i = 0; i < 20; i++)
            Assert.Equal(HttpStatusCode.Accepted, (await gateway.PostJsonAsync("/v1/posts", new { text = $"number {i}" })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync(HttpMethod.Get, "/healthz")).StatusCode);

        Assert.DoesNotContain(slow, post => post.IsCompleted);
        Assert.Equal(AtOnce, names.Asked.Count);
        held.SetResult([IPAddress.Loopback]);
        Assert.All(await Task.WhenAll(slow), post => Assert.Equal(HttpStatusCode.Accepted, post.StatusCode));
        Assert.Equal(Posts, names.Asked.Count);
        Assert.Equal(
            Posts, await gateway.ScalarAsync<int>("select count(*) from gateway.posts where images::text like '%url-not-allowed%'"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_hold_no_connection_to_the_database_for_a_request_with_a_key()
    {
        var held = new TaskCompletionSource<IPAddress[]?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var names = FakeNameServer.Start(_ => held.Task);
        // The connection pool of a test database holds 20 connections, fewer than the 30 requests below.
        await using var gateway = await StartAsync(names, [
            ("Gateway:PictureFetch:Timeout", "00:05:00"), ("Gateway:PictureFetch:MaxPlaceWait", "00:05:00"),
                ("Gateway:Dns:Timeout", "00:01:00")]);

        Task<HttpResponseMessage>[] slow = [
            .. Enumerable.Range(0, 30).Select(i => PostAsync(gateway, $"http://host{i}.example/cat.png", $"\"key-{i}\""))];
        await Eventually.HoldsAsync(() => names.Asked.Count == slow.Length, "all names are asked for");
        Assert.Equal(HttpStatusCode.Accepted, (await gateway.PostJsonAsync("/v1/posts", new { text = "plain" })).StatusCode);

        Assert.DoesNotContain(slow, post => post.IsCompleted);
        held.SetResult([IPAddress.Loopback]);
        Assert.All(await Task.WhenAll(slow), post => Assert.Equal(HttpStatusCode.Accepted, post.StatusCode));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_go_on_without_a_picture_whose_host_is_never_found()
    {
        await using var names = FakeNameServer.Start(_ => new TaskCompletionSource<IPAddress[]?>().Task);
        await using var gateway = await StartAsync(names, [("Gateway:Dns:Timeout", "00:00:00.200")]);

        Assert.Equal("url-unreachable", await FaultAsync(gateway, "http://never.example/"));
    }

    [Theory(Timeout = 300_000)]
    [InlineData("127.0.0.1")]
    [InlineData("1.1.1.1", "127.0.0.1")]
    [InlineData("1.1.1.1", "::1")]
    [InlineData("::ffff:169.254.169.254")]
    public async Task Should_not_believe_a_server_that_names_what_is_inside(params string[] addresses)
    {
        await using var names = FakeNameServer.Start(addresses);
        await using var gateway = await StartAsync(names);

        Assert.Equal("url-not-allowed", await FaultAsync(gateway, "http://inside.example/"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_connect_to_the_address_it_checked()
    {
        // The first two queries (A and AAAA) get 127.0.0.1, all later ones 127.0.0.2.
        var answers = 0;
        await using var server = await FakeWebServer.StartAsync(_ => Task.CompletedTask);
        await using var names = FakeNameServer.Start(
            _ => Task.FromResult<IPAddress[]?>([IPAddress.Parse(Interlocked.Increment(ref answers) <= 2 ? "127.0.0.1" : "127.0.0.2")]));
        using var hosts = new HostResolver(Microsoft.Extensions.Options.Options.Create(new DnsOptions { Servers = { names.Address } }));

        await using var connection = await hosts.ConnectAsync(
            new DnsEndPoint("web.example", new Uri(server.Url).Port), allowPrivate: true, TestContext.Current.CancellationToken);

        Assert.NotNull(connection);
        Assert.Equal(2, answers); // one A and one AAAA query
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_pass_over_what_is_no_answer()
    {
        await using var names = FakeNameServer.Start(_ => Task.FromResult<IPAddress[]?>(null));
        await using var gateway = await StartAsync(names, [("Gateway:Dns:Timeout", "00:00:01")]);

        Assert.Equal("url-unreachable", await FaultAsync(gateway, "http://garbage.example/"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_ask_for_a_name_as_it_is_and_not_for_this_machines()
    {
        await using var names = FakeNameServer.Start("127.0.0.1");
        await using var gateway = await StartAsync(names);

        await FaultAsync(gateway, "http://intranet/");
        await FaultAsync(gateway, "http://localhost/");

        Assert.Equal(["intranet"], names.Asked);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_look_up_the_hosts_of_sources_by_the_same_servers()
    {
        await using var names = FakeNameServer.Start("127.0.0.1");
        await using var gateway = await StartAsync(names);

        var body = JsonContent.Create(new { form = "rss", url = "http://feed.example/rss" });
        await (await gateway.SendAsync(HttpMethod.Put, "/v1/sources/feed", body)).ShouldBeProblemAsync(422, "source-not-public");

        Assert.Equal(["feed.example"], names.Asked);
    }

    private static Task<HttpResponseMessage> PostAsync(GatewayHost gateway, string url, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/posts")
        {
            Content = JsonContent.Create(new { text = "look", picture = new { url } }),
        };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<string> FaultAsync(GatewayHost gateway, string url)
    {
        var post = await (await gateway.PostJsonAsync("/v1/posts", new { text = "look", picture = new { url } })).JsonAsync();
        return post.GetProperty("images")[0].GetProperty("code").GetString()!;
    }

    private async Task<GatewayHost> StartAsync(FakeNameServer names, (string, string)[]? settings = null) =>
        await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(), null, [("Gateway:Dns:Servers:0", names.Address), .. settings ?? []]);
}
