using System.Diagnostics.Metrics;
using Engram.Inference;
using Engram.Inference.Batching;
using Engram.Inference.Keyphrases;
using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;

namespace Engram.Benchmarks;

/// <summary>Posts with grids through encoder, batcher, networks and search, as in the inference service. Limit: the networks alone on
/// ready batches of the maximum size.</summary>
internal sealed class TaggerBench : IStageBench
{
    private const int Posts = 512;

    private readonly KeyphraseOptions _options = new();
    private readonly List<KeyphraseInput> _posts = [];
    private KeyphraseModel? _tagger;
    private IKeyphraseNetwork? _network;
    private PostEncoding[] _batch = [];

    public string Stage => "inference-tagger";

    public string Unit => "posts";

    public string Limit => "the networks alone, full batches";

    public Task<string?> PrepareAsync()
    {
        var repository = new ModelRepository(Samples.Models);
        if (repository.CurrentVersion(_options.Model) is null)
            return Task.FromResult<string?>($"no version of '{_options.Model}' is promoted");
        var package = repository.Current(_options.Model);
        var device = ExecutionDevice.Choose(new InferenceOptions());
        _tagger = KeyphraseModel.Open(package, device, _options, new BatchMetrics(new Meters(), _options.Model), TimeProvider.System);
        _network = KeyphraseNetwork.Open(package, device);

        var texts = Samples.Texts();
        var grid = new float[KeyphraseInterface.GridRegions * (_tagger.Encoder.Channels ?? 0)];
        _posts.AddRange(
            Enumerable.Range(0, Posts)
                .Select(i => new KeyphraseInput { Text = texts[i % texts.Length], Attributes = ["dog", "person"], Regions = grid }));
        _batch = [.. _posts.Take(_options.MaxBatchItems).Select(_tagger.Encoder.Encode)];
        return Task.FromResult<string?>(null);
    }

    public async Task<int> RunOursAsync()
    {
        using var slots = new SemaphoreSlim(_options.ConcurrentPosts);
        await Task.WhenAll(_posts.Select(async post =>
        {
            await slots.WaitAsync();
            try
            {
                await _tagger!.ReadAsync(_tagger.Encoder.Encode(post), CancellationToken.None);
            }
            finally
            {
                slots.Release();
            }
        }));
        return Posts;
    }

    public async Task<int> RunLimitAsync()
    {
        // Same number of concurrent batches as the batcher.
        await Parallel.ForAsync(0, Posts / _batch.Length, new ParallelOptions { MaxDegreeOfParallelism = _options.ConcurrentBatches },
            (_, _) =>
        {
            _network!.Read(_batch);
            return ValueTask.CompletedTask;
        });
        return Posts / _batch.Length * _batch.Length;
    }

    public async ValueTask DisposeAsync()
    {
        if (_tagger is not null)
            await _tagger.DisposeAsync();
        _network?.Dispose();
    }

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
