using Engram.Gateway.Pictures;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Tests.Pictures;

/// <summary>Limits on concurrent picture fetches, per caller, per host and in total.</summary>
public sealed class When_fetches_are_shared_out
{
    private static readonly byte[] Picture = [1, 2, 3, 4];
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    [Fact(Timeout = 60_000)]
    public async Task Should_leave_others_their_places()
    {
        await using var slow = await SlowServer.StartAsync();
        await using var quick = await FakeWebServer.StartAsync(context => context.Response.Body.WriteAsync(Picture).AsTask());
        using var fetches = new Fetches(
            new PictureFetchOptions { AllowPrivateAddresses = true, MaxAtOncePerCaller = 2, MaxPlaceWait = Soon });

        Task<PictureContent>[] waiting = [fetches.FetchAsync(slow.Url, "a"), fetches.FetchAsync(slow.Url, "a")];
        await slow.AreAskedAsync(2);

        Assert.Equal("url-busy", await fetches.FaultAsync(quick.Url, "a"));
        using var others = await fetches.FetchAsync(quick.Url, "b");
        Assert.Equal(Picture.Length, others.Length);
        slow.Answer();
        foreach (var picture in await Task.WhenAll(waiting))
            picture.Dispose();
        using var own = await fetches.FetchAsync(quick.Url, "a");
        Assert.Equal(Picture.Length, own.Length);
    }

    [Fact(Timeout = 60_000)]
    public async Task Should_ask_a_host_for_a_few_at_one_time()
    {
        await using var slow = await SlowServer.StartAsync();
        await using var quick = await FakeWebServer.StartAsync(context => context.Response.Body.WriteAsync(Picture).AsTask());
        using var fetches = new Fetches(
            new PictureFetchOptions { AllowPrivateAddresses = true, MaxAtOncePerHost = 1, MaxPlaceWait = Soon });

        var waiting = fetches.FetchAsync(slow.Url, "a");
        await slow.AreAskedAsync(1);

        Assert.Equal("url-busy", await fetches.FaultAsync(quick.Url, "b"));
        // Hosts are told apart by name, so 'localhost' is not the same host as '127.0.0.1'.
        using var other = await fetches.FetchAsync(quick.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), "b");
        Assert.Equal(Picture.Length, other.Length);
        slow.Answer();
        (await waiting).Dispose();
    }

    [Fact(Timeout = 60_000)]
    public async Task Should_fetch_a_few_at_one_time_in_all()
    {
        await using var slow = await SlowServer.StartAsync();
        await using var quick = await FakeWebServer.StartAsync(context => context.Response.Body.WriteAsync(Picture).AsTask());
        using var fetches = new Fetches(new PictureFetchOptions { AllowPrivateAddresses = true, MaxAtOnce = 1, MaxPlaceWait = Soon });

        var waiting = fetches.FetchAsync(slow.Url, "a");
        await slow.AreAskedAsync(1);

        Assert.Equal("url-busy", await fetches.FaultAsync(quick.Url, "b"));
        slow.Answer();
        (await waiting).Dispose();
    }

    [Fact(Timeout = 60_000)]
    public async Task Should_count_what_it_has_in_hand_and_give_it_back()
    {
        await using var server = await FakeWebServer.StartAsync(context => context.Response.Body.WriteAsync(Picture).AsTask());
        await using var empty = await FakeWebServer.StartAsync(_ => Task.CompletedTask);
        var gateway = new GatewayOptions { MaxPictureBytes = 100, MaxBytesInHand = 150, MaxUploadWait = Soon };
        using var fetches = new Fetches(new PictureFetchOptions { AllowPrivateAddresses = true }, gateway);

        Assert.Equal("url-empty", await fetches.FaultAsync(empty.Url, "a"));
        Assert.Equal(0, fetches.InHand.Taken);
        var picture = await fetches.FetchAsync(server.Url, "a");
        Assert.Equal(Picture.Length, fetches.InHand.Taken);
        using (await fetches.InHand.TakeAsync(100, TestContext.Current.CancellationToken))
            Assert.Equal("url-busy", await fetches.FaultAsync(server.Url, "a"));
        picture.Dispose();
        Assert.Equal(0, fetches.InHand.Taken);
    }

    /// <summary>Fetches pictures with the gateway's own parts.</summary>
    private sealed class Fetches : IDisposable
    {
        private readonly HostResolver _hosts = new(Options.Create(new DnsOptions()));
        private readonly PictureFetcher _fetcher;

        public Fetches(PictureFetchOptions options, GatewayOptions? gateway = null)
        {
            var checkedGateway = Options.Create(gateway ?? new GatewayOptions());
            InHand = new BytesInHand(checkedGateway);
            _fetcher = new PictureFetcher(
                Options.Create(options), checkedGateway, _hosts,
                    new PictureFiles(checkedGateway, NullLogger<PictureFiles>.Instance), InHand);
        }

        public BytesInHand InHand { get; }

        public Task<PictureContent> FetchAsync(string url, string caller) =>
            _fetcher.FetchAsync(url, caller, TestContext.Current.CancellationToken);

        public async Task<string> FaultAsync(string url, string caller) =>
            (await Assert.ThrowsAsync<PictureFetchException>(() => FetchAsync(url, caller))).Fault.Code;

        public void Dispose()
        {
            _fetcher.Dispose();
            _hosts.Dispose();
        }
    }

    /// <summary>A server that holds its responses until the test releases them.</summary>
    private sealed class SlowServer(FakeWebServer server, TaskCompletionSource answer) : IAsyncDisposable
    {
        public string Url => server.Url;

        public static async Task<SlowServer> StartAsync()
        {
            var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new SlowServer(
                await FakeWebServer.StartAsync(async context =>
                {
                    await answer.Task;
                    await context.Response.Body.WriteAsync(Picture);
                }),
                answer);
        }

        public Task AreAskedAsync(int requests) =>
            TestKit.Eventually.HoldsAsync(() => server.Requests == requests, "its pictures are asked for");

        public void Answer() => answer.SetResult();

        public async ValueTask DisposeAsync()
        {
            answer.TrySetResult();
            await server.DisposeAsync();
        }
    }
}
