using System.Text;
using System.Text.Json;
using Engram.Contracts.Keyphrases;
using Engram.Contracts.Memories;
using Engram.Contracts.Questions;
using Engram.MemoryIndex.Serving;
using Engram.ServiceTestKit;
using MassTransit;

namespace Engram.MemoryIndex.Tests;

/// <summary>A replica of the service, and what it publishes.</summary>
internal sealed class MemoryService : ServiceHost
{
    private MemoryService(string database, Heard? heard, IEnumerable<(string, string)> settings)
        : base(
            database,
            [("Delivery:PollInterval", "00:00:00.2"), ("MemoryIndex:ReconnectInterval", "00:00:00.2"), .. settings],
            builder => builder.AddMemoryIndex(),
            bus =>
            {
                bus.AddMemoryIndexConsumers();
                bus.Hear<MemoriesStored>();
                bus.Hear<MemoriesRefused>();
                bus.Hear<MemorySetChanged>();
                bus.Hear<MemorySetDeleted>();
                bus.Hear<MemoriesRecalled>();
                bus.Hear<QuestionUnanswered>();
                bus.Hear<PredictKeyphrases>();
                bus.Hear<Fault<StoreMemories>>();
            },
            heard)
    {
    }

    public MemorySets Sets => Of<MemorySets>();

    public static Task<MemoryService> StartAsync(string database, params (string Name, string Value)[] settings) =>
        StartAsync(() => new MemoryService(database, heard: null, settings));

    /// <summary>Starts one of several replicas.</summary>
    public static Task<MemoryService> StartAsync(string database, Heard heard, params (string Name, string Value)[] settings) =>
        StartAsync(() => new MemoryService(database, heard, settings));

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
        ChunkSha256 = await Blobs.PutAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines)), Cancellation),
        Lines = lines.Length,
    };

    public async Task<StoreMemories> PutTriplesAsync(MemorySetDefinition set, params (string Subject, string Relation, string Value)[] triples) =>
        await PutChunkAsync(set, MemoryFormat.Triples, 0, [.. triples.Select(triple => Triple(triple.Subject, triple.Relation, triple.Value))]);

    /// <summary>Publishes a chunk and waits until it is announced as stored.</summary>
    public async Task<MemoriesStored> StoreAsync(StoreMemories chunk)
    {
        var before = Heard.Of<MemoriesStored>().Count;
        await PublishAsync(chunk);
        return (await Heard.AtLeastAsync<MemoriesStored>(before + 1))[^1];
    }

    public async Task<MemoriesStored> StoreAsync(MemorySetDefinition set, params (string Subject, string Relation, string Value)[] triples) =>
        await StoreAsync(await PutTriplesAsync(set, triples));

    /// <summary>Asks, and returns what the service made of the question.</summary>
    public async Task<object> AskAsync(Guid setId, string text, RecallReach? reach = null)
    {
        var question = new QuestionAsked { QuestionId = Guid.NewGuid(), SetId = setId, Text = text, MaxAnswers = 5, Reach = reach };
        await PublishAsync(question);
        return await Heard.FirstAsync<object>(outcome => outcome switch
        {
            MemoriesRecalled recalled => recalled.QuestionId == question.QuestionId,
            QuestionUnanswered unanswered => unanswered.QuestionId == question.QuestionId,
            _ => false,
        });
    }

    /// <summary>Has the neighbours of a post looked for, and returns what the service sent on.</summary>
    public async Task<PredictKeyphrases> RecallNeighboursAsync(Guid setId, PredictKeyphrases post)
    {
        var before = Heard.Of<PredictKeyphrases>().Count;
        await PublishAsync(new RecallNeighbours { SetId = setId, Prediction = post });
        return (await Heard.AtLeastAsync<PredictKeyphrases>(before + 1))[^1];
    }

    public async Task<IEnumerable<string>> RecallAsync(Guid setId, string text) =>
        Assert.IsType<MemoriesRecalled>(await AskAsync(setId, text)).Memories.Select(memory => $"{memory.Key} -> {memory.Value}");
}
