using System.Threading.Channels;
using Engram.Contracts.Images;
using Engram.Delivery.Blobs;
using Engram.ServiceDefaults;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Engram.VisionFeatures.Tests;

/// <summary>The service with a real database and an in-memory bus, and a listener to all it answers.</summary>
internal sealed class VisionHost : IAsyncDisposable
{
    private readonly Channel<object> _answers = Channel.CreateUnbounded<object>();
    private readonly WebApplication _app;

    private VisionHost(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(_answers.Writer);
        _app = builder.Build();
        _app.MapDefaultEndpoints();
    }

    public IBlobStore Blobs => _app.Services.GetRequiredService<IBlobStore>();

    public HttpClient Http => new() { BaseAddress = new Uri(_app.Urls.First()) };

    public static async Task<VisionHost> StartAsync(string database, string models, params string[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Engram"] = database,
            ["Messaging:Transport"] = "InMemory",
            ["Listening:Urls"] = "http://127.0.0.1:0",
            ["Models:Directory"] = models,
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => setting.Split('=')).Select(pair => new KeyValuePair<string, string?>(pair[0], pair[1])));
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.AddVisionFeatures();
        builder.AddMessaging(bus =>
        {
            bus.AddVisionFeaturesConsumers();
            bus.AddConsumer<Listener<ImageFeaturesExtracted>>();
            bus.AddConsumer<Listener<ImageRejected>>();
            bus.AddConsumer<Listener<Fault<ImageReceived>>>();
        });
        var host = new VisionHost(builder);
        try
        {
            await host._app.StartAsync();
            return host;
        }
        catch
        {
            await host._app.DisposeAsync();
            throw;
        }
    }

    public Task AnnounceAsync(Guid postId, string sha256) => _app.Services.GetRequiredService<IBus>().Publish(
        new ImageReceived { PostId = postId, PictureSha256 = sha256, PictureBytes = 1, ReceivedAt = DateTimeOffset.UnixEpoch },
        TestContext.Current.CancellationToken);

    /// <summary>The service's next answer, of whatever kind.</summary>
    public async Task<object> NextAnswerAsync() =>
        await _answers.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    internal sealed class Listener<T>(ChannelWriter<object> answers) : IConsumer<T>
        where T : class
    {
        public async Task Consume(ConsumeContext<T> context) => await answers.WriteAsync(context.Message);
    }
}
