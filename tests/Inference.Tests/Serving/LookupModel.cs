using System.Diagnostics.Metrics;
using Engram.Inference.Batching;
using Engram.Inference.ModelHosting;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace Engram.Inference.Tests.Serving;

/// <summary>
/// The smallest real model: looks words up in a table of 10 rows and returns the sum times a factor. A word outside the table
/// makes ONNX Runtime throw for the whole batch. Word 0 is padding and adds nothing.
/// </summary>
internal sealed class LookupModel : IServedModel
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private readonly ModelSession _session;
    private readonly Batcher<long[], float> _batcher;

    public LookupModel(InstalledModel package)
    {
        _session = ModelSession.Open(package, ExecutionDevice.Choose(new InferenceOptions()));
        _batcher = new Batcher<long[], float>(
            Compute,
            words => new PaddedShape(1, words.Length),
            new BatchBounds { MaxQueueDelay = TimeSpan.FromMilliseconds(1) },
            new BatchMetrics(Services.GetRequiredService<IMeterFactory>(), "lookup"),
            TimeProvider.System);
    }

    public InstalledModel Package => _session.Package;

    public bool IsDisposed { get; private set; }

    public Task<float> AddUpAsync(params long[] words) => _batcher.ComputeAsync(words, CancellationToken.None);

    public void Probe()
    {
        if (!float.IsFinite(Compute([[1, 2]])[0]))
            throw new InvalidDataException($"Model {Package.Id} computes numbers that are not finite.");
    }

    public async ValueTask DisposeAsync()
    {
        await _batcher.DisposeAsync();
        _session.Dispose();
        IsDisposed = true;
    }

    private float[] Compute(IReadOnlyList<long[]> batch)
    {
        var width = Math.Max(1, batch.Max(words => words.Length));
        var padded = new long[batch.Count * width];
        for (var row = 0; row < batch.Count; row++)
            batch[row].CopyTo(padded, row * width);
        using var inputs = new ModelInputs().Add("words", padded, batch.Count, width);
        using var outputs = _session.Run(inputs);
        return outputs.Floats("sum", batch.Count).ToArray();
    }
}
