using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Engram.Inference.Batching;
using Microsoft.Extensions.DependencyInjection;

namespace Engram.Inference.Tests.Batching;

/// <summary>A request with a given shape. A batch with poison fails.</summary>
public sealed record Parcel(int Id, int Rows, int Words, bool IsPoison = false);

/// <summary>A batcher whose model returns the id of each parcel, throws if a batch holds poison, and records every batch.</summary>
internal sealed class BatcherFixture : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ManualResetEventSlim _open = new(initialState: true);

    public BatcherFixture(BatchBounds bounds) =>
        Batcher = new Batcher<Parcel, int>(Compute, parcel => new PaddedShape(parcel.Rows, parcel.Words), bounds,
            new BatchMetrics(Meters, "parcels"), TimeProvider.System);

    public Batcher<Parcel, int> Batcher { get; }

    public ConcurrentQueue<IReadOnlyList<Parcel>> Batches { get; } = new();

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    /// <summary>Blocks the model until <see cref="LetGo"/>.</summary>
    public void Hold() => _open.Reset();

    public void LetGo() => _open.Set();

    public async ValueTask DisposeAsync()
    {
        LetGo();
        await Batcher.DisposeAsync();
        _open.Dispose();
        await _services.DisposeAsync();
    }

    private IReadOnlyList<int> Compute(IReadOnlyList<Parcel> batch)
    {
        Batches.Enqueue(batch);
        _open.Wait();
        return batch.Any(parcel => parcel.IsPoison)
            ? throw new InvalidDataException("poison")
            : [.. batch.Select(parcel => parcel.Id)];
    }
}
