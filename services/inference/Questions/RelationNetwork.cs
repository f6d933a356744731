using Engram.Inference.Batching;
using Engram.Inference.ModelHosting;
using Engram.MemoryNetworks.Facts;
using Engram.MemoryNetworks.Sessions;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;

namespace Engram.Inference.Questions;

/// <summary>One version of a relation network, which reads questions in batches.</summary>
public sealed class RelationNetwork : IServedModel
{
    private readonly RelationSession _session;
    private readonly Batcher<RelationQuestion, RelationReading> _batcher;

    private RelationNetwork(RelationSession session, BatchBounds bounds, BatchMetrics metrics, TimeProvider time)
    {
        _session = session;
        _batcher = new Batcher<RelationQuestion, RelationReading>(session.Read, ShapeOf, bounds, metrics, time);
    }

    public InstalledModel Package => _session.Package;

    public FactReader Reader => _session.Reader;

    /// <summary>Loads a package.</summary>
    /// <exception cref="ModelPackageException">It is not a relation network, or does not match its manifest.</exception>
    public static RelationNetwork Open(
        InstalledModel package, ExecutionDevice device, QuestionOptions options, BatchMetrics metrics, TimeProvider time) =>
        new(RelationSession.Open(package, device), options, metrics, time);

    /// <summary>Determines which relations each interpretation of a question asks for.</summary>
    /// <exception cref="RequestFailedException">The model fails on this question.</exception>
    public async Task<IReadOnlyList<RelationReading>> ReadAsync(
        IReadOnlyList<Interpretation> interpretations, CancellationToken cancellationToken) =>
        await Task.WhenAll(interpretations.Select(one => _batcher.ComputeAsync(one.Encoded, cancellationToken)));

    /// <inheritdoc/>
    public void Probe() => _session.Read([new([1, 2], [[1], [2, 3]]), new([1], [])]);

    public async ValueTask DisposeAsync()
    {
        await _batcher.DisposeAsync();
        _session.Dispose();
    }

    private static PaddedShape ShapeOf(RelationQuestion question) => new(
        1 + question.Relations.Count,
        Math.Max(question.Symbols.Length, question.Relations.Select(relation => relation.Length).DefaultIfEmpty().Max()));
}
