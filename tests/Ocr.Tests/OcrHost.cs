using System.Threading.Channels;
using Engram.Contracts.Images;
using Engram.Delivery.Blobs;
using Engram.ServiceDefaults;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Engram.Ocr.Tests;

/// <summary>The service with a real database and an in-memory bus, and an ear for all it answers.</summary>
internal sealed class OcrHost : IAsyncDisposable
{
    private readonly Channel<object> _answers = Channel.CreateUnbounded<object>();
    private readonly WebApplication _app;

    private OcrHost(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(_answers.Writer);
        _app = builder.Build();
    }

    public IBlobStore Blobs => _app.Services.GetRequiredService<IBlobStore>();

    public PictureReader Reader => _app.Services.GetRequiredService<PictureReader>();

    public static async Task<OcrHost> StartAsync(string database, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
            [new("ConnectionStrings:Engram", database), new("Messaging:Transport", "InMemory"), new("Ocr:ConcurrentPictures", "1"),
             .. settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value))]);
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.AddOcr();
        builder.AddMessaging(bus =>
        {
            bus.AddOcrConsumers();
            bus.AddConsumer<Ear<ImageTextRecognized>>();
            bus.AddConsumer<Ear<ImageRejected>>();
            bus.AddConsumer<Ear<Fault<ImageReceived>>>();
        });
        var host = new OcrHost(builder);
        host._app.MapDefaultEndpoints();
        await host._app.StartAsync();
        return host;
    }

    public Task AnnounceAsync(Guid postId, string sha256) =>
        _app.Services.GetRequiredService<IBus>().Publish(ImageReceived(postId, sha256), TestContext.Current.CancellationToken);

    /// <summary>Sends the message to one queue and no other.</summary>
    public async Task SendAsync(string queue, Guid postId, string sha256)
    {
        var endpoint = await _app.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri($"queue:{queue}"));
        await endpoint.Send(ImageReceived(postId, sha256), TestContext.Current.CancellationToken);
    }

    /// <summary>Announces a picture and returns whether the service took the message without a fault.</summary>
    public async Task<bool> AnnounceAndSettleAsync(Guid postId, string sha256)
    {
        var settled = new Settled();
        using var connected = _app.Services.GetRequiredService<IBus>().ConnectReceiveObserver(settled);
        await AnnounceAsync(postId, sha256);
        return await settled.WithoutFault.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    /// <summary>The service's next answer, of whatever kind.</summary>
    public async Task<object> NextAnswerAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        return await _answers.Reader.ReadAsync(patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static ImageReceived ImageReceived(Guid postId, string sha256) =>
        new() { PostId = postId, PictureSha256 = sha256, PictureBytes = 1, ReceivedAt = DateTimeOffset.UnixEpoch };

    /// <summary>Hears how the first ImageReceived from now on ends.</summary>
    private sealed class Settled : IReceiveObserver
    {
        private readonly TaskCompletionSource<bool> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<bool> WithoutFault => _end.Task;

        public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

        public Task PostReceive(ReceiveContext context) => Task.CompletedTask;

        public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
            where T : class => End<T>(withoutFault: true);

        public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
            where T : class => End<T>(withoutFault: false);

        public Task ReceiveFault(ReceiveContext context, Exception exception) => Task.CompletedTask;

        private Task End<T>(bool withoutFault)
        {
            if (typeof(T) == typeof(ImageReceived))
                _end.TrySetResult(withoutFault);
            return Task.CompletedTask;
        }
    }

    internal sealed class Ear<T>(ChannelWriter<object> answers) : IConsumer<T>
        where T : class
    {
        public async Task Consume(ConsumeContext<T> context) => await answers.WriteAsync(context.Message);
    }
}
