using Engram.Contracts.Keyphrases;
using Engram.Contracts.Models;
using Engram.Contracts.Questions;
using Engram.Delivery.Blobs;
using Engram.ServiceDefaults;
using Engram.TestKit;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Engram.Inference.Tests.Hosting;

/// <summary>The service as it runs, on an in-memory bus, a database of its own, and the models of a folder.</summary>
internal sealed class InferenceHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private InferenceHost(WebApplication app) => _app = app;

    public Answers Answers => Of<Answers>();

    public IBlobStore Blobs => Of<IBlobStore>();

    public string Address => _app.Urls.First();

    public T Of<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public Task SendAsync<T>(T message)
        where T : class => Of<IBus>().Publish(message, TestContext.Current.CancellationToken);

    public static async Task<InferenceHost> StartAsync(PostgresFixture postgres, string models, params string[] settings)
    {
        var builder = WebApplication.CreateBuilder([
            $"--ConnectionStrings:Engram={await postgres.CreateDatabaseAsync()}",
            "--Messaging:Transport=InMemory",
            $"--Models:Directory={models}",
            "--Inference:PollInterval=00:00:00.020",
            .. settings.Select(setting => $"--{setting}"),
        ]);
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.AddServiceDefaults();
        builder.AddInference();
        builder.Services.AddSingleton<Answers>();
        builder.AddMessaging(bus =>
        {
            bus.AddInferenceConsumers();
            bus.AddConsumer<AnswerConsumer<KeyphrasesPredicted>>();
            bus.AddConsumer<AnswerConsumer<KeyphrasesRejected>>();
            bus.AddConsumer<AnswerConsumer<QuestionAnswered>>();
            bus.AddConsumer<AnswerConsumer<QuestionAsked>>();
            bus.AddConsumer<AnswerConsumer<QuestionUnanswered>>();
            bus.AddConsumer<AnswerConsumer<ModelLoaded>>();
        });
        var app = builder.Build();
        app.MapDefaultEndpoints();
        try
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
            return new InferenceHost(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
