using System.Numerics.Tensors;
using Engram.Inference.Batching;
using Engram.Inference.Serving;
using Engram.ModelPackage;
using Engram.ModelPackage.Memories;
using Engram.ModelServing;

namespace Engram.Inference.Questions;

/// <summary>One version of the key-value memory network (Miller et al. 2016) with the encoder it was trained with. B questions, M memories, C
/// candidates, H hops.</summary>
public sealed class KeyValueMemoryNetwork : IServedModel
{
    private readonly ModelSession _session;
    private readonly int _hops;
    private readonly Batcher<EncodedQuestion, MemoryReading> _batcher;

    private KeyValueMemoryNetwork(ModelSession session, MemoryEncoder encoder, int hops, BatchBounds bounds, BatchMetrics metrics, TimeProvider time)
    {
        _session = session;
        _hops = hops;
        Encoder = encoder;
        Confidence = AnswerConfidence.Of(session.Package.Manifest);
        UnansweredBelow = session.Package.Manifest.Parameter<float>(MemoryInterface.UnansweredBelowParameter);
        _batcher = new Batcher<EncodedQuestion, MemoryReading>(Compute, ShapeOf, bounds, metrics, time);
    }

    public InstalledModel Package => _session.Package;

    public MemoryEncoder Encoder { get; }

    /// <summary>Makes calibrated scores of its probabilities.</summary>
    public AnswerConfidence Confidence { get; }

    /// <summary>Score under which the best candidate is no answer; chosen when the model was trained.</summary>
    public float UnansweredBelow { get; }

    /// <summary>Loads a package.</summary>
    /// <exception cref="ModelPackageException">It is no key-value memory network, or is not what its manifest says.</exception>
    public static KeyValueMemoryNetwork Open(InstalledModel package, ExecutionDevice device, QuestionOptions options, BatchMetrics metrics, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(package);
        var hops = HopsOf(package.Manifest);
        ModelInterface.Require(package.Manifest, ModelKinds.KeyValueMemory, MemoryInterface.InputsOf(AnswerSource.Recalled), MemoryInterface.OutputsOf(hops));
        var encoder = MemoryEncoder.Of(package);
        return new KeyValueMemoryNetwork(ModelSession.Open(package, device), encoder, hops, options, metrics, time);
    }

    /// <summary>Addresses the keys and reads the values of a question's memories.</summary>
    /// <exception cref="RequestFailedException">The model fails on this question.</exception>
    public Task<MemoryReading> ReadAsync(EncodedQuestion question, CancellationToken cancellationToken) => _batcher.ComputeAsync(question, cancellationToken);

    /// <inheritdoc/>
    public void Probe() => Compute([
        Encoder.Encode(new MemoryQuestion("who directed jaws", [new("jaws directed_by", "steven spielberg"), new("jaws release_year", "1975")])),
        Encoder.Encode(new MemoryQuestion("what", [new("a key", "a value")])),
    ]);

    public async ValueTask DisposeAsync()
    {
        await _batcher.DisposeAsync();
        _session.Dispose();
    }

    // A manifest without the number gets one that the comparison of interfaces will then ask for.
    private static int HopsOf(ModelManifest manifest) =>
        manifest.Outputs.FirstOrDefault(output => output.Name == MemoryInterface.AddressingOutput)?.Dims is [_, { Size: { } hops }, _] ? hops : 1;

    private static PaddedShape ShapeOf(EncodedQuestion question) => new(
        question.Keys.Count,
        question.Keys.Max(key => key.Length) + question.Values.Max(value => value.Length));

    private MemoryReading[] Compute(IReadOnlyList<EncodedQuestion> questions)
    {
        var batch = MemoryBatch.Of(questions);
        var (B, M, C, H) = (batch.Questions, batch.Memories, batch.Candidates, _hops);
        using var inputs = new ModelInputs()
            .Add(MemoryInterface.QuestionInput, batch.Question, B, batch.QuestionWords)
            .Add(MemoryInterface.KeysInput, batch.Keys, B, M, batch.KeyWords)
            .Add(MemoryInterface.ValuesInput, batch.Values, B, M, batch.ValueWords)
            .Add(MemoryInterface.MemoryMaskInput, batch.MemoryMask, B, M)
            .Add(MemoryInterface.CandidatesInput, batch.CandidateWords, B, C, batch.AnswerWords)
            .Add(MemoryInterface.CandidateMaskInput, batch.CandidateMask, B, C);
        using var outputs = _session.Run(inputs);
        var probabilities = outputs.Floats(MemoryInterface.ProbabilitiesOutput, B, C);
        var addressing = outputs.Floats(MemoryInterface.AddressingOutput, B, H, M);

        var readings = new MemoryReading[B];
        for (var row = 0; row < B; row++)
        {
            var answers = probabilities.Slice(row * C, questions[row].Candidates.Count);
            if (!float.IsFinite(TensorPrimitives.Sum(answers)))
                throw new InvalidDataException($"Model {Package.Id} computed probabilities that are not finite.");
            var hops = new float[H][];
            for (var hop = 0; hop < H; hop++)
                hops[hop] = addressing.Slice(((row * H) + hop) * M, questions[row].Keys.Count).ToArray();
            readings[row] = new MemoryReading(answers.ToArray(), hops);
        }

        return readings;
    }
}
