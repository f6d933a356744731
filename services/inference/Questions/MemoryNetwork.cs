using Engram.Inference.Batching;
using Engram.Inference.Serving;
using Engram.ModelPackage;
using Engram.ModelPackage.Memories;
using Engram.ModelServing;
using Engram.ModelServing.Memories;

namespace Engram.Inference.Questions;

/// <summary>One version of a memory network that reads questions in batches.</summary>
public sealed class MemoryNetwork : IServedModel
{
    private readonly Batcher<EncodedQuestion, MemoryReading> _batcher;

    private MemoryNetwork(MemorySession session, BatchBounds bounds, BatchMetrics metrics, TimeProvider time)
    {
        Session = session;
        _batcher = new Batcher<EncodedQuestion, MemoryReading>(session.Read, ShapeOf, bounds, metrics, time);
    }

    public MemorySession Session { get; }

    public InstalledModel Package => Session.Package;

    /// <summary>Loads a package.</summary>
    /// <exception cref="ModelPackageException">It is no memory network, or is not what its manifest says.</exception>
    public static MemoryNetwork Open(InstalledModel package, ExecutionDevice device, QuestionOptions options, BatchMetrics metrics, TimeProvider time) =>
        new(MemorySession.Open(package, device), options, metrics, time);

    /// <summary>Addresses the keys and reads the values of a question's memories.</summary>
    /// <exception cref="RequestFailedException">The model fails on this question.</exception>
    public Task<MemoryReading> ReadAsync(MemoryQuestion question, CancellationToken cancellationToken) =>
        _batcher.ComputeAsync(Session.Encode(question), cancellationToken);

    /// <inheritdoc/>
    public void Probe() => Session.Read([
        Session.Encode(new MemoryQuestion("who directed jaws", [new("jaws directed_by", "steven spielberg"), new("jaws release_year", "1975")])),
        Session.Encode(new MemoryQuestion("what", [new("a key", "a value")])),
    ]);

    public async ValueTask DisposeAsync()
    {
        await _batcher.DisposeAsync();
        Session.Dispose();
    }

    private static PaddedShape ShapeOf(EncodedQuestion question) => new(
        question.Keys.Count,
        question.Keys.Max(key => key.Length) + question.Values.Max(value => value.Length));
}
