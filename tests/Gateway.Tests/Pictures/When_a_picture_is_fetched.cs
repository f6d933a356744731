using Engram.Gateway.Pictures;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Tests.Pictures;

public sealed class When_a_picture_is_fetched
{
    private static readonly byte[] Picture = [1, 2, 3, 4];

    [Fact(Timeout = 30_000)]
    public async Task Should_return_its_bytes()
    {
        await using var server = await FakeWebServer.StartAsync(context => context.Response.Body.WriteAsync(Picture).AsTask());

        Assert.Equal(Picture, await FetchAsync(server.Url + "/cat.png"));
    }

    [Fact(Timeout = 30_000)]
    public async Task Should_follow_a_few_redirects()
    {
        await using var server = await FakeWebServer.StartAsync(context => HopAsync(context, hops: 3));

        Assert.Equal(Picture, await FetchAsync(server.Url + "/0"));
        Assert.Equal(4, server.Requests);
    }

    [Fact(Timeout = 30_000)]
    public async Task Should_not_follow_more()
    {
        await using var server = await FakeWebServer.StartAsync(context => HopAsync(context, hops: 4));

        Assert.Equal("url-redirects", await RefusalAsync(server.Url + "/0"));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://1.1.1.1/cat.png")]
    [InlineData("gopher://1.1.1.1/")]
    [InlineData("data:image/png;base64,AAAA")]
    [InlineData("cat.png")]
    [InlineData("//1.1.1.1/cat.png")]
    [InlineData("http://user:password@1.1.1.1/cat.png")]
    [InlineData("http://user@1.1.1.1/cat.png")]
    [InlineData("http://1.1.1.1:8080/cat.png")]
    [InlineData("https://1.1.1.1:80/cat.png")]
    [InlineData("http://127.0.0.1/cat.png")]
    [InlineData("http://localhost/cat.png")]
    [InlineData("http://2130706433/cat.png")]
    [InlineData("http://0x7f.1/cat.png")]
    [InlineData("http://0177.0.0.1/cat.png")]
    [InlineData("http://127.1/cat.png")]
    [InlineData("http://[::1]/cat.png")]
    [InlineData("http://[::ffff:127.0.0.1]/cat.png")]
    [InlineData("http://[::ffff:a9fe:a9fe]/latest/meta-data/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("https://192.168.1.1/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://0/")]
    public async Task Should_not_connect_to_what_is_not_public(string url) =>
        Assert.Equal("url-not-allowed", await RefusalAsync(url, allowPrivate: false));

    [Theory(Timeout = 30_000)]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://user:password@127.0.0.1/")]
    public async Task Should_check_where_a_redirect_leads(string location)
    {
        await using var server = await FakeWebServer.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status302Found;
            context.Response.Headers.Location = location;
            return Task.CompletedTask;
        });

        Assert.Equal("url-not-allowed", await RefusalAsync(server.Url));
        Assert.Equal(1, server.Requests);
    }

    [Fact(Timeout = 30_000)]
    public async Task Should_not_take_more_bytes_than_allowed_whether_announced_or_not()
    {
        await using var announced = await FakeWebServer.StartAsync(context =>
        {
            context.Response.ContentLength = 101;
            return context.Response.Body.WriteAsync(new byte[101]).AsTask();
        });
        await using var endless = await FakeWebServer.StartAsync(async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(new byte[50], context.RequestAborted);
        });

        Assert.Equal("url-too-large", await RefusalAsync(announced.Url, maxBytes: 100));
        Assert.Equal("url-too-large", await RefusalAsync(endless.Url, maxBytes: 100));
    }

    [Fact(Timeout = 30_000)]
    public async Task Should_not_wait_for_ever()
    {
        await using var slow = await FakeWebServer.StartAsync(async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(new byte[1], context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(20, context.RequestAborted);
            }
        });

        Assert.Equal("url-timeout", await RefusalAsync(slow.Url, timeout: TimeSpan.FromMilliseconds(500)));
    }

    [Fact(Timeout = 30_000)]
    public async Task Should_tell_what_the_server_did_wrong()
    {
        await using var missing = await FakeWebServer.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        await using var empty = await FakeWebServer.StartAsync(_ => Task.CompletedTask);
        await using var compressed = await FakeWebServer.StartAsync(context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return context.Response.Body.WriteAsync(Picture).AsTask();
        });

        Assert.Equal("url-status", await RefusalAsync(missing.Url));
        Assert.Equal("url-empty", await RefusalAsync(empty.Url));
        Assert.Equal("url-encoded", await RefusalAsync(compressed.Url));
    }

    [Fact(Timeout = 30_000)]
    public async Task Should_tell_that_nobody_answers()
    {
        var server = await FakeWebServer.StartAsync(_ => Task.CompletedTask);
        var url = server.Url;
        await server.DisposeAsync();

        Assert.Equal("url-unreachable", await RefusalAsync(url));
        Assert.Equal("url-unreachable", await RefusalAsync("http://no-such-host.invalid/"));
    }

    private static Task HopAsync(HttpContext context, int hops)
    {
        var hop = int.Parse(context.Request.Path.Value![1..], System.Globalization.CultureInfo.InvariantCulture);
        if (hop == hops)
            return context.Response.Body.WriteAsync(Picture).AsTask();
        context.Response.StatusCode = StatusCodes.Status302Found;
        context.Response.Headers.Location = $"/{hop + 1}";
        return Task.CompletedTask;
    }

    private static async Task<string> RefusalAsync(string url, bool allowPrivate = true, int maxBytes = 1000, TimeSpan? timeout = null) =>
        (await Assert.ThrowsAsync<PictureFetchException>(() => FetchAsync(url, allowPrivate, maxBytes, timeout))).Fault.Code;

    private static async Task<byte[]> FetchAsync(string url, bool allowPrivate = true, int maxBytes = 1000, TimeSpan? timeout = null)
    {
        var gateway = Options.Create(new GatewayOptions { MaxPictureBytes = maxBytes });
        using var hosts = new HostResolver(Options.Create(new DnsOptions()));
        using var fetcher = new PictureFetcher(
            Options.Create(new PictureFetchOptions { AllowPrivateAddresses = allowPrivate, Timeout = timeout ?? TimeSpan.FromSeconds(20) }),
            gateway,
            hosts,
            new PictureFiles(gateway, NullLogger<PictureFiles>.Instance),
            new BytesInHand(gateway));
        using var picture = await fetcher.FetchAsync(url, "test", TestContext.Current.CancellationToken);
        using var bytes = new MemoryStream();
        await picture.Open().CopyToAsync(bytes, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }
}
