using System.Numerics.Tensors;
using Engram.MemoryNetworks.Encoding;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.Text.Stories;

namespace Engram.MemoryNetworks.Sessions;

/// <summary>
/// A loaded memory network of any kind (Weston et al. 2015, Sukhbaatar et al. 2015, Miller et al. 2016) with the encoder it was trained
/// with. B questions, M memories, A answers, H hops.
/// </summary>
public sealed class MemorySession : IDisposable
{
    private readonly ModelSession _session;
    private readonly MemoryEncoder _encoder;
    private readonly IReadOnlyList<string>? _answers; // null: recalled
    private readonly int _maxMemories;
    private readonly int _hops;
    private readonly AnswerConfidence _confidence;

    private MemorySession(ModelSession session, MemoryEncoder encoder, IReadOnlyList<string>? answers, int hops)
    {
        var manifest = session.Package.Manifest;
        _session = session;
        _encoder = encoder;
        _answers = answers;
        _hops = hops;
        _maxMemories = manifest.Parameter<int>(MemoryInterface.MaxMemoriesParameter);
        Reads = Enum.Parse<MemorySource>(manifest.Parameter<string>(MemoryInterface.ReadsParameter), ignoreCase: true);
        _confidence = AnswerConfidence.Of(manifest);
        UnansweredBelow = manifest.Parameter<float>(MemoryInterface.UnansweredBelowParameter);
        if (manifest.FindParameter<bool>(MemoryInterface.AnonymousParameter))
            Stories = new AnonymousStories(this, new StoryForms(session.Package.Read<string[]>(MemoryInterface.FormsFileName)));
    }

    public static IReadOnlyList<string> Kinds { get; } = [ModelKinds.MemoryNetwork, ModelKinds.EndToEndMemory, ModelKinds.KeyValueMemory];

    public InstalledModel Package => _session.Package;

    private AnswerSource Answers => _answers is null ? AnswerSource.Recalled : AnswerSource.Listed;

    /// <summary>What it was trained to read.</summary>
    public MemorySource Reads { get; }

    /// <summary>Answers questions about stories if the network knows names as slots only; otherwise null.</summary>
    public AnonymousStories? Stories { get; }

    /// <summary>Questions whose best answer scores lower are not answered; chosen when the model was trained.</summary>
    public float UnansweredBelow { get; }

    /// <summary>Loads a package.</summary>
    /// <exception cref="ModelPackageException">It is not a memory network, or does not match its manifest.</exception>
    public static MemorySession Open(InstalledModel package, ExecutionDevice device)
    {
        ArgumentNullException.ThrowIfNull(package);
        var manifest = package.Manifest;
        if (!Kinds.Contains(manifest.Kind))
            throw new ModelPackageException(
                $"Model {package.Id} is of kind {manifest.Kind}; a memory network is of one of {string.Join(", ", Kinds)}.");
        var isListed = manifest.Inputs.All(input => input.Name != MemoryInterface.CandidatesInput);
        var answers = isListed ? package.Read<string[]>(MemoryInterface.AnswersFileName) : null;
        var hops = HopsOf(manifest);
        ModelInterface.Require(
            manifest, manifest.Kind, MemoryInterface.InputsOf(isListed ? AnswerSource.Listed : AnswerSource.Recalled),
            MemoryInterface.OutputsOf(hops, answers?.Length));
        var encoder = MemoryEncoder.Of(package);
        return new MemorySession(ModelSession.Open(package, device), encoder, answers, hops);
    }

    /// <summary>The possible answers to a question: the network's list, or the question's candidates.</summary>
    public IReadOnlyList<string> AnswersTo(MemoryQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return _answers ?? question.Candidates;
    }

    /// <summary>Encodes a question for the network. Memories beyond the most it can read are dropped.</summary>
    public EncodedQuestion Encode(MemoryQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return _encoder.Encode(
            question.Memories.Count <= _maxMemories ? question : question with { Memories = [.. question.Memories.Take(_maxMemories)] },
            Answers);
    }

    /// <summary>Words of the question, and of its story, that the network does not know and so can't tell apart.</summary>
    public IReadOnlyList<string> UnknownWordsIn(MemoryQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var story = Reads == MemorySource.Stories ? question.Memories.Take(_maxMemories).Reverse().Select(sentence => sentence.Value) : [];
        return [.. story.Append(question.Text).SelectMany(_encoder.UnknownWordsOf).Distinct()];
    }

    /// <summary>Probability that the best answer of a reading is right, 0 to 1.</summary>
    public float ScoreOf(MemoryReading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        return _confidence.ScoreOf(reading.Probabilities, Answers);
    }

    /// <summary>Score for a single answer's probability.</summary>
    public float ScoreOf(float probability) => _confidence.ScoreOf(AnswerConfidence.LogitOf(probability));

    /// <summary>Addresses the keys and reads the values of each question's memories.</summary>
    /// <exception cref="InvalidDataException">The network computed a value that is not finite.</exception>
    public IReadOnlyList<MemoryReading> Read(IReadOnlyList<EncodedQuestion> questions)
    {
        ArgumentNullException.ThrowIfNull(questions);
        var batch = MemoryBatch.Of(questions);
        var (B, M, H) = (batch.Questions, batch.Memories, _hops);
        var A = _answers?.Count ?? batch.Candidates;
        using var inputs = new ModelInputs()
            .Add(MemoryInterface.QuestionInput, batch.Question, B, batch.QuestionWords)
            .Add(MemoryInterface.KeysInput, batch.Keys, B, M, batch.KeyWords)
            .Add(MemoryInterface.ValuesInput, batch.Values, B, M, batch.ValueWords)
            .Add(MemoryInterface.MemoryMaskInput, batch.MemoryMask, B, M);
        if (_answers is null)
        {
            inputs
                .Add(MemoryInterface.CandidatesInput, batch.CandidateWords, B, A, batch.AnswerWords)
                .Add(MemoryInterface.CandidateMaskInput, batch.CandidateMask, B, A);
        }

        using var outputs = _session.Run(inputs);
        var probabilities = outputs.Floats(MemoryInterface.ProbabilitiesOutput, B, A);
        var addressing = outputs.Floats(MemoryInterface.AddressingOutput, B, H, M);

        var readings = new MemoryReading[B];
        for (var row = 0; row < B; row++)
        {
            var answers = probabilities.Slice(row * A, _answers?.Count ?? questions[row].Candidates.Count);
            if (!float.IsFinite(TensorPrimitives.Sum(answers)))
                throw new InvalidDataException($"Model {Package.Id} computed probabilities that are not finite.");
            var hops = new float[H][];
            for (var hop = 0; hop < H; hop++)
                hops[hop] = addressing.Slice(((row * H) + hop) * M, questions[row].Keys.Count).ToArray();
            readings[row] = new MemoryReading(answers.ToArray(), hops);
        }

        return readings;
    }

    public void Dispose() => _session.Dispose();

    // Without a fixed size in the manifest, assume 1: the interface check then reports the difference.
    private static int HopsOf(ModelManifest manifest) =>
        manifest.Outputs.FirstOrDefault(output => output.Name == MemoryInterface.AddressingOutput)?.Dims is [_, { Size: { } hops }, _]
            ? hops : 1;
}
