using System.Diagnostics.Metrics;
using Engram.Inference;
using Engram.Inference.Batching;
using Engram.Inference.Keyphrases;
using Engram.ModelPackage;
using Engram.ModelPackage.Keyphrases;
using Engram.ModelServing;

namespace Engram.Benchmarks;

/// <summary>Posts with grids through encoder, batcher, model and decoder, as inference runs them, beside the session on one ready batch after
/// another of the largest size.</summary>
internal sealed class TaggerBench : IStageBench
{
    private const int Posts = 512;

    private readonly KeyphraseOptions _options = new();
    private readonly List<TaggerPost> _posts = [];
    private KeyphraseTagger? _tagger;
    private ModelSession? _session;
    private TaggerBatch? _batch;

    public string Stage => "inference-tagger";

    public string Unit => "posts";

    public string Limit => "ONNX Runtime session alone, full batches";

    public Task<string?> PrepareAsync()
    {
        var repository = new ModelRepository(Samples.Models);
        if (repository.CurrentVersion(_options.Model) is null)
            return Task.FromResult<string?>($"no version of '{_options.Model}' is promoted");
        var package = repository.Current(_options.Model);
        var device = ExecutionDevice.Choose(new InferenceOptions());
        _tagger = KeyphraseTagger.Open(package, device, _options, new BatchMetrics(new Meters(), _options.Model), TimeProvider.System);
        _session = ModelSession.Open(package, device);

        var texts = Samples.Texts();
        var grid = new float[TaggerInterface.Regions * _tagger.Encoder.Channels];
        _posts.AddRange(Enumerable.Range(0, Posts).Select(i => new TaggerPost { Text = texts[i % texts.Length], Attributes = ["dog", "person"], Grid = grid }));
        _batch = _tagger.Encoder.EncodeBatch([.. _posts.Take(_options.MaxBatchItems)]);
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
                await _tagger!.PredictAsync(_tagger.Encoder.Encode(post), CancellationToken.None);
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
        // As many batches at a time as the batcher computes.
        await Parallel.ForAsync(0, Posts / _batch!.Posts, new ParallelOptions { MaxDegreeOfParallelism = _options.ConcurrentBatches }, (_, _) =>
        {
            RunBatch();
            return ValueTask.CompletedTask;
        });
        return Posts / _batch.Posts * _batch.Posts;
    }

    private void RunBatch()
    {
        var (B, T, C) = (_batch!.Posts, _batch.LongestPost, _tagger!.Encoder.Channels);
        using var inputs = new ModelInputs()
            .Add(TaggerInterface.TokensInput, _batch.Tokens, B, T)
            .Add(TaggerInterface.TokenLengthsInput, _batch.TokenLengths, B)
            .Add(TaggerInterface.AttributesInput, _batch.Attributes, B, TaggerInterface.Attributes)
            .Add(TaggerInterface.AttributeMaskInput, _batch.AttributeMask, B, TaggerInterface.Attributes)
            .Add(TaggerInterface.GridInput, _batch.Grid, B, TaggerInterface.Regions, C)
            .Add(TaggerInterface.GridMaskInput, _batch.GridMask, B, TaggerInterface.Regions);
        _session!.Run(inputs).Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (_tagger is not null)
            await _tagger.DisposeAsync();
        _session?.Dispose();
    }

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
