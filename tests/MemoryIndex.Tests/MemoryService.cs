using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Engram.Contracts.Keyphrases;
using Engram.Contracts.Memories;
using Engram.Contracts.Questions;
using Engram.Delivery.Blobs;
using Engram.MemoryIndex.Serving;
using Engram.ServiceDefaults;
using Engram.TestKit;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Engram.MemoryIndex.Tests;

/// <summary>The whole service over the in-memory transport and a real PostgreSQL, with an ear for what it publishes.</summary>
internal sealed class MemoryService : IAsyncDisposable
{
    private MemoryService(WebApplication app) => App = app;

    public WebApplication App { get; }

    public Heard Heard => App.Services.GetRequiredService<Heard>();

    public MemorySets Sets => App.Services.GetRequiredService<MemorySets>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task<MemoryService> StartAsync(string database, params (string Name, string Value)[] settings) =>
        StartAsync(database, new Heard(), settings);

    /// <summary>Starts a replica. Whatever one replica enqueues, any may publish: those of one database share what is heard.</summary>
    public static async Task<MemoryService> StartAsync(string database, Heard heard, params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value)))
        {
            ["ConnectionStrings:Engram"] = database,
            ["Messaging:Transport"] = "InMemory",
            ["Delivery:PollInterval"] = "00:00:00.2",
            ["MemoryIndex:ReconnectInterval"] = "00:00:00.2",
        });
        builder.AddServiceDefaults();
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.AddMemoryIndex();
        builder.Services.AddSingleton(heard);
        builder.AddMessaging(bus =>
        {
            bus.AddMemoryIndexConsumers();
            bus.AddConsumer<Ear>();
        });
        var app = builder.Build();
        app.MapDefaultEndpoints();
        await app.StartAsync(Cancellation);
        return new MemoryService(app);
    }

    public static MemorySetDefinition NewSet(int frequencyCutoff = 1000, int windowWords = 7) =>
        new() { SetId = Guid.NewGuid(), Name = "movies", FrequencyCutoff = frequencyCutoff, WindowWords = windowWords };

    public static string Triple(string subject, string relation, string value) =>
        JsonSerializer.Serialize(new Dictionary<string, string> { ["subject"] = subject, ["relation"] = relation, ["object"] = value });

    /// <summary>Puts the lines into the blob store and returns the message that tells of them.</summary>
    public async Task<StoreMemories> PutChunkAsync(MemorySetDefinition set, MemoryFormat format, int chunk, params string[] lines) => new()
    {
        Set = set,
        ImportId = Guid.NewGuid(),
        Chunk = chunk,
        Format = format,
        ChunkSha256 = await App.Services.GetRequiredService<IBlobStore>().PutAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines)), Cancellation),
        Lines = lines.Length,
    };

    public async Task<StoreMemories> PutTriplesAsync(MemorySetDefinition set, params (string Subject, string Relation, string Value)[] triples) =>
        await PutChunkAsync(set, MemoryFormat.Triples, 0, [.. triples.Select(triple => Triple(triple.Subject, triple.Relation, triple.Value))]);

    public Task PublishAsync<TMessage>(TMessage message, Guid? messageId = null)
        where TMessage : class =>
        App.Services.GetRequiredService<IBus>().Publish(message, context => context.MessageId = messageId ?? context.MessageId, Cancellation);

    /// <summary>Publishes a chunk and waits until it is announced as stored.</summary>
    public async Task<MemoriesStored> StoreAsync(StoreMemories chunk)
    {
        var before = Heard.Stored.Count;
        await PublishAsync(chunk);
        await Eventually.HoldsAsync(() => Heard.Stored.Count > before, "the chunk was stored");
        return Heard.Stored.Last();
    }

    public async Task<MemoriesStored> StoreAsync(MemorySetDefinition set, params (string Subject, string Relation, string Value)[] triples) =>
        await StoreAsync(await PutTriplesAsync(set, triples));

    /// <summary>Asks, and returns what the service made of the question.</summary>
    public async Task<object> AskAsync(Guid setId, string text, RecallReach? reach = null)
    {
        var question = new QuestionAsked { QuestionId = Guid.NewGuid(), SetId = setId, Text = text, MaxAnswers = 5, Reach = reach };
        await PublishAsync(question);
        await Eventually.HoldsAsync(() => Heard.Outcomes.ContainsKey(question.QuestionId), "the question came back");
        return Heard.Outcomes[question.QuestionId];
    }

    /// <summary>Has the neighbours of a post looked for, and returns what the service sent on.</summary>
    public async Task<PredictKeyphrases> RecallNeighboursAsync(Guid setId, PredictKeyphrases post)
    {
        var before = Heard.Predictions.Count;
        await PublishAsync(new RecallNeighbours { SetId = setId, Prediction = post });
        await Eventually.HoldsAsync(() => Heard.Predictions.Count > before, "the post was sent on");
        return Heard.Predictions.Last();
    }

    public async Task<IEnumerable<string>> RecallAsync(Guid setId, string text) =>
        Assert.IsType<MemoriesRecalled>(await AskAsync(setId, text)).Memories.Select(memory => $"{memory.Key} -> {memory.Value}");

    public async Task<long> CountAsync(string table)
    {
        await using var command = App.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
    }
}

/// <summary>What the service published.</summary>
internal sealed class Heard
{
    public ConcurrentQueue<MemoriesStored> Stored { get; } = new();

    public ConcurrentQueue<MemorySetChanged> Changed { get; } = new();

    public ConcurrentQueue<MemoriesRefused> Refused { get; } = new();

    public ConcurrentQueue<MemorySetDeleted> Deleted { get; } = new();

    public ConcurrentQueue<PredictKeyphrases> Predictions { get; } = new();

    public ConcurrentQueue<string> Faults { get; } = new();

    public ConcurrentDictionary<Guid, object> Outcomes { get; } = new();
}

internal sealed class Ear(Heard heard)
    : IConsumer<MemoriesStored>, IConsumer<MemorySetChanged>, IConsumer<MemoriesRefused>, IConsumer<MemorySetDeleted>, IConsumer<MemoriesRecalled>, IConsumer<QuestionUnanswered>, IConsumer<PredictKeyphrases>, IConsumer<Fault<StoreMemories>>
{
    public Task Consume(ConsumeContext<MemoriesStored> context) => Hear(heard.Stored, context.Message);

    public Task Consume(ConsumeContext<MemorySetChanged> context) => Hear(heard.Changed, context.Message);

    public Task Consume(ConsumeContext<MemoriesRefused> context) => Hear(heard.Refused, context.Message);

    public Task Consume(ConsumeContext<MemorySetDeleted> context) => Hear(heard.Deleted, context.Message);

    public Task Consume(ConsumeContext<PredictKeyphrases> context) => Hear(heard.Predictions, context.Message);

    public Task Consume(ConsumeContext<Fault<StoreMemories>> context) =>
        Hear(heard.Faults, string.Join('\n', context.Message.Exceptions.Select(exception => exception.Message)));

    public Task Consume(ConsumeContext<MemoriesRecalled> context) => Hear(context.Message.QuestionId, context.Message);

    public Task Consume(ConsumeContext<QuestionUnanswered> context) => Hear(context.Message.QuestionId, context.Message);

    private static Task Hear<T>(ConcurrentQueue<T> queue, T message)
    {
        queue.Enqueue(message);
        return Task.CompletedTask;
    }

    private Task Hear(Guid question, object outcome)
    {
        heard.Outcomes[question] = outcome;
        return Task.CompletedTask;
    }
}
