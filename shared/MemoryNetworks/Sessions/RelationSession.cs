using System.Numerics.Tensors;
using Engram.MemoryNetworks.Facts;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;

namespace Engram.MemoryNetworks.Sessions;

/// <summary>A loaded network of kind <see cref="ModelKinds.RelationMemory"/> with its reader. B questions, R relations, H hops.</summary>
public sealed class RelationSession : IDisposable
{
    private readonly ModelSession _session;
    private readonly int _hops;

    private RelationSession(ModelSession session, FactReader reader, int hops) => (_session, Reader, _hops) = (session, reader, hops);

    public InstalledModel Package => _session.Package;

    /// <summary>Interprets questions for the network.</summary>
    public FactReader Reader { get; }

    /// <summary>Loads a package.</summary>
    /// <exception cref="ModelPackageException">It is of another kind, or does not match its manifest.</exception>
    public static RelationSession Open(InstalledModel package, ExecutionDevice device)
    {
        ArgumentNullException.ThrowIfNull(package);
        var manifest = package.Manifest;
        if (manifest.Kind != ModelKinds.RelationMemory)
            throw new ModelPackageException(
                $"Model {package.Id} is of kind {manifest.Kind}; a reader of facts is of kind {ModelKinds.RelationMemory}.");
        var hops = manifest.Outputs is [{ Dims: [_, { Size: { } size }, _] }] ? size : 1;
        ModelInterface.Require(manifest, manifest.Kind, RelationInterface.Inputs, RelationInterface.OutputsOf(hops));
        var reader = new FactReader(
            RelationEncoder.Of(package), manifest.Parameter<AnswerCalibration>(RelationInterface.CalibrationParameter),
            manifest.FindParameter<string[]>(RelationInterface.RelationsParameter));
        return new RelationSession(ModelSession.Open(package, device), reader, hops);
    }

    /// <summary>Determines which relations each question asks for.</summary>
    /// <exception cref="InvalidDataException">The network computed a value that is not finite.</exception>
    public IReadOnlyList<RelationReading> Read(IReadOnlyList<RelationQuestion> questions)
    {
        var batch = RelationBatch.Of(questions);
        using var inputs = new ModelInputs()
            .Add(RelationInterface.QuestionInput, batch.Question, batch.Questions, batch.Symbols)
            .Add(RelationInterface.RelationsInput, batch.Relation, batch.Questions, batch.Relations, batch.RelationWords)
            .Add(RelationInterface.RelationMaskInput, batch.Mask, batch.Questions, batch.Relations);
        using var outputs = _session.Run(inputs);
        var addressing = outputs.Floats(RelationInterface.AddressingOutput, batch.Questions, _hops, batch.Relations + 1);
        return float.IsFinite(TensorPrimitives.Sum(addressing))
            ? RelationBatch.Part(questions, addressing, _hops)
            : throw new InvalidDataException($"Model {Package.Id} computed weights that are not finite.");
    }

    public void Dispose() => _session.Dispose();
}
