using System.Text;
using System.Text.Json;
using Engram.Contracts.Keyphrases;
using Engram.Contracts.Memories;
using Engram.Contracts.Questions;
using Engram.MemoryIndex.Search;
using Engram.ServiceTestKit;
using MassTransit;
using Npgsql;

namespace Engram.MemoryIndex.Tests;

/// <summary>A replica of the memory-index service. Records the messages it publishes.</summary>
internal sealed class MemoryService : ServiceHost
{
    private static int _changes;

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

    /// <summary>Starts one of several replicas, which share <paramref name="heard"/>.</summary>
    public static Task<MemoryService> StartAsync(string database, Heard heard, params (string Name, string Value)[] settings) =>
        StartAsync(() => new MemoryService(database, heard, settings));

    public static MemorySetDefinition NewSet(int frequencyCutoff = 1000, int windowWords = 7) =>
        new() { SetId = Guid.NewGuid(), Name = "movies", FrequencyCutoff = frequencyCutoff, WindowWords = windowWords };

    public static string Triple(string subject, string relation, string value) =>
        JsonSerializer.Serialize(new Dictionary<string, string> { ["subject"] = subject, ["relation"] = relation, ["object"] = value });

    /// <summary>Puts the lines into the blob store and returns the message that announces the chunk.</summary>
    public async Task<StoreMemories> PutChunkAsync(MemorySetDefinition set, MemoryFormat format, int chunk, params string[] lines) => new()
    {
        Set = set,
        // Version 7 ids order changes by time: each change is one millisecond later than the previous one.
        ImportId = Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddMilliseconds(Interlocked.Increment(ref _changes))),
        Chunk = chunk,
        Format = format,
        ChunkSha256 = await Blobs.PutAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines)), Cancellation),
        Lines = lines.Length,
    };

    public async Task<StoreMemories> PutTriplesAsync(
        MemorySetDefinition set, params (string Subject, string Relation, string Value)[] triples) =>
        await PutChunkAsync(
            set, MemoryFormat.Triples, 0, [.. triples.Select(triple => Triple(triple.Subject, triple.Relation, triple.Value))]);

    /// <summary>Publishes a chunk and waits for <see cref="MemoriesStored"/>.</summary>
    public Task<MemoriesStored> StoreAsync(StoreMemories chunk) => SendAsync(chunk);

    /// <summary>Puts the lines into the blob store and returns the message that withdraws the memories they name.</summary>
    public async Task<WithdrawMemories> PutWithdrawalAsync(MemorySetDefinition set, MemoryFormat format, params string[] lines)
    {
        var chunk = await PutChunkAsync(set, format, 0, lines);
        return new WithdrawMemories
        {
            Set = set,
            ImportId = chunk.ImportId,
            Chunk = 0,
            Format = format,
            ChunkSha256 = chunk.ChunkSha256,
            Lines = lines.Length,
        };
    }

    /// <summary>Withdraws the memories that the lines name and waits for <see cref="MemoriesStored"/>.</summary>
    public async Task<MemoriesStored> WithdrawAsync(MemorySetDefinition set, MemoryFormat format, params string[] lines) =>
        await SendAsync(await PutWithdrawalAsync(set, format, lines));

    /// <summary>All memories of a set in PostgreSQL. Asserts that this replica's index holds the same number.</summary>
    public async Task<IReadOnlyList<string>> HeldAsync(Guid setId)
    {
        var index = await Sets.FindNewestAsync(setId, Cancellation);
        await using var command = Of<NpgsqlDataSource>().CreateCommand(
            $"select key || ' -> ' || value from memory.memories where set_id = '{setId}' order by key, value");
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var held = new List<string>();
        while (await reader.ReadAsync(Cancellation))
            held.Add(reader.GetString(0));
        Assert.Equal(held.Count, index!.Memories);
        return held;
    }

    /// <summary>Requests a page of the facts of a set.</summary>
    public async Task<FactsListed> ListAsync(ListFacts request) =>
        (await Of<IBus>().CreateRequestClient<ListFacts>().GetResponse<FactsListed>(request, Cancellation)).Message;

    private async Task<MemoriesStored> SendAsync<T>(T chunk)
        where T : class
    {
        var before = Heard.Of<MemoriesStored>().Count;
        await PublishAsync(chunk);
        return (await Heard.AtLeastAsync<MemoriesStored>(before + 1))[^1];
    }

    public async Task<MemoriesStored> StoreAsync(
        MemorySetDefinition set, params (string Subject, string Relation, string Value)[] triples) =>
        await StoreAsync(await PutTriplesAsync(set, triples));

    /// <summary>Asks a question and returns the service's outcome message.</summary>
    public async Task<object> AskAsync(Guid setId, string text, HopLimits? limits = null, string? model = null)
    {
        var question = new QuestionAsked
        {
            QuestionId = Guid.NewGuid(),
            SetId = setId,
            Text = text,
            MaxAnswers = 5,
            Model = model,
            HopLimits = limits,
        };
        await PublishAsync(question);
        return await Heard.FirstAsync<object>(outcome => outcome switch
        {
            MemoriesRecalled recalled => recalled.QuestionId == question.QuestionId,
            QuestionUnanswered unanswered => unanswered.QuestionId == question.QuestionId,
            _ => false,
        });
    }

    /// <summary>Requests the neighbors of a post and returns the message that the service forwards.</summary>
    public async Task<PredictKeyphrases> RecallNeighboursAsync(Guid setId, PredictKeyphrases post)
    {
        var before = Heard.Of<PredictKeyphrases>().Count;
        await PublishAsync(new RecallNeighbours { SetId = setId, Prediction = post });
        return (await Heard.AtLeastAsync<PredictKeyphrases>(before + 1))[^1];
    }

    public async Task<IEnumerable<string>> RecallAsync(Guid setId, string text) =>
        Assert.IsType<MemoriesRecalled>(await AskAsync(setId, text)).Memories.Select(memory => $"{memory.Key} -> {memory.Value}");
}
