using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Engram.Contracts.Keyphrases;
using Engram.TestKit;

namespace Engram.Inference.Tests.Keyphrases;

/// <summary>Batching of many posts by the inference service.</summary>
public sealed class When_many_posts_arrive(PostgresFixture postgres) : TaggingTest(postgres)
{
    private const int Posts = 300;
    private const int LargestBatch = 16;

    protected override (string, string)[] Settings =>
    [
        ("Inference:Keyphrases:MaxBatchItems", $"{LargestBatch}"),
        ("Inference:Keyphrases:MaxQueueDelay", "00:00:02"),
        ("Inference:Keyphrases:ConcurrentPosts", "48"),
    ];

    [Fact]
    public async Task Should_answer_each_once_and_compute_them_in_batches()
    {
        using var sizes = new BatchSizes(Host.Of<IMeterFactory>());
        var commands = Enumerable.Range(0, Posts).Select(i => Post(i % 2 == 0 ? "cat" : "jedi and jedi")).ToArray();
        await Task.WhenAll(commands.Select(command => Host.PublishAsync(command)));
        await Task.WhenAll(
            commands.Select(command => Host.Heard.FirstAsync<KeyphrasesPredicted>(answer => answer.CommandId == command.CommandId)));

        var answers = Host.Heard.Of<KeyphrasesPredicted>().ToDictionary(answer => answer.CommandId, answer => answer.Keyphrases[0].Phrase);
        Assert.Equal(commands.Select((_, i) => i % 2 == 0 ? "cats" : "star wars"), commands.Select(command => answers[command.CommandId]));
        Assert.Equal(Posts, answers.Count);
        Assert.Equal(Posts, sizes.All.Sum());
        Assert.Equal(LargestBatch, sizes.All.Max());
    }

    private sealed class BatchSizes : IDisposable
    {
        private readonly MeterListener _listener = new();

        public BatchSizes(IMeterFactory meters)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "inference.batch_size" && instrument.Meter.Scope == meters)
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<int>((_, size, _, _) => All.Enqueue(size));
            _listener.Start();
        }

        public ConcurrentQueue<int> All { get; } = new();

        public void Dispose() => _listener.Dispose();
    }
}
