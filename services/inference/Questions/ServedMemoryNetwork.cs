using System.Text.Json;
using Engram.Contracts.Questions;
using Engram.Inference.Batching;
using Engram.Inference.ModelHosting;
using Engram.MemoryNetworks.Encoding;
using Engram.MemoryNetworks.Sessions;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;

namespace Engram.Inference.Questions;

/// <summary>One version of a memory network, which reads questions in batches.</summary>
public sealed class ServedMemoryNetwork : IServedModel
{
    private readonly Batcher<EncodedQuestion, MemoryReading> _batcher;

    private ServedMemoryNetwork(MemorySession session, BatchBounds bounds, BatchMetrics metrics, TimeProvider time)
    {
        Session = session;
        HopLimits = HopLimitsOf(session.Package);
        _batcher = new Batcher<EncodedQuestion, MemoryReading>(session.Read, ShapeOf, bounds, metrics, time);
    }

    public MemorySession Session { get; }

    /// <summary>Limits of the recall it was trained with; null: whatever a set recalls by default.</summary>
    public HopLimits? HopLimits { get; }

    public InstalledModel Package => Session.Package;

    /// <summary>Limits of the recall a package was trained with; null: whatever a set recalls by default, or it reads no
    /// memories.</summary>
    public static HopLimits? HopLimitsOf(InstalledModel package)
    {
        ArgumentNullException.ThrowIfNull(package);
        return package.Manifest.FindParameter<HopLimits>(MemoryInterface.RecallParameter);
    }

    /// <summary>Loads a package.</summary>
    /// <exception cref="ModelPackageException">It is not a memory network, does not match its manifest, or reads something no memory set
    /// holds.</exception>
    public static ServedMemoryNetwork Open(
        InstalledModel package, ExecutionDevice device, QuestionOptions options, BatchMetrics metrics, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(package);
        // A memory set keeps the words of a key, but not which of them stand beside its center.
        if (package.Manifest.FindParameter<DocumentReading>(MemoryInterface.DocumentsParameter)?.Representation is { } read
            && DocumentReading.DictionariesOf(read) > 1)
            throw new ModelPackageException(
                $"Model {package.Id} reads documents by {JsonSerializer.SerializeToElement(read)}, with the words beside an entity in a "
                    + "second dictionary, which no memory set writes; it is for 'engram-lab evaluate wikimovies'. One that is to serve "
                    + "is trained with --represent sentence or window.");
        return new(MemorySession.Open(package, device), options, metrics, time);
    }

    /// <summary>Addresses the keys and reads the values of a question's memories.</summary>
    /// <exception cref="RequestFailedException">The model fails on this question.</exception>
    public Task<MemoryReading> ReadAsync(MemoryQuestion question, CancellationToken cancellationToken) =>
        _batcher.ComputeAsync(Session.Encode(question), cancellationToken);

    /// <inheritdoc/>
    public void Probe() => Session.Read([
        Session.Encode(
            new MemoryQuestion("who directed jaws", [new("jaws directed_by", "steven spielberg"), new("jaws release_year", "1975")])),
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
