using System.Text.Json;
using Engram.MemoryNetworks.Facts;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Strategies;
using Engram.ModelStore;
using Engram.Training.Loop;
using Engram.Training.Models;
using Engram.Training.Recipes.Memories;
using Engram.Training.Torch;

namespace Engram.Training.Recipes.Relations;

/// <summary>Trains <see cref="RelationMemoryNetwork"/> on a folder with <c>triples.ndjson</c> and an optional <c>templates.json</c>. It
/// learns which relation a question asks for, in words of the lexicon and the templates, and when the set has no such relation.</summary>
public sealed class RelationTraining : ITrainingRecipe
{
    public string Kind => ModelKinds.RelationMemory;

    public void Check(string experiment) => Read(experiment);

    public ITrainingSession Prepare(TrainingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new RelationTask(request, Read(request.Experiment));
    }

    private static RelationExperiment Read(string experiment) => Experiment.Read(experiment, new RelationExperiment());
}

internal sealed class RelationTask : ITrainingSession
{
    // Seeds of the two evaluation draws; negative, because epochs count from 1.
    private const int ValidationDraw = -1;
    private const int HeldOutDraw = -2;
    private const int ParityExamples = 64;

    // One subject in ten is taken out of the set, to ask about an entity that the set lacks.
    private const int AbsentEvery = 10;

    private readonly TrainingRequest _request;
    private readonly RelationExperiment _experiment;
    private readonly AskedRelations _relations;
    private readonly SubjectFacts _facts;
    private readonly string[] _absent;
    private readonly FrameSampler _sampler;
    private readonly RelationEncoder _encoder;
    private readonly RelationMemoryNetwork _network;
    private readonly FactCheck _check;
    private readonly FrameExample[] _validation;
    private int _epoch;
    private AnswerCalibration _calibration = FactCheck.Beginning;

    public RelationTask(TrainingRequest request, RelationExperiment experiment)
    {
        (_request, _experiment) = (request, experiment);
        var triplesPath = Path.Combine(request.DataDirectory, KeyValueMemoryTraining.TriplesFileName);
        var templatesPath = Path.Combine(request.DataDirectory, QuestionTemplates.FileName);
        var triples = TripleFile.Read(triplesPath);
        var templates = File.Exists(templatesPath) ? QuestionTemplates.ReadFile(templatesPath)
            : new Dictionary<string, RelationTemplates>();
        Data = [TrainingData.Of(triplesPath, triples.Count),
            .. File.Exists(templatesPath) ? [TrainingData.Of(templatesPath, templates.Count)] : Array.Empty<TrainingData>()];

        // A subject that is also a value of other facts would stay in the set.
        var values = triples.Select(triple => triple.ObjectText).ToHashSet(StringComparer.Ordinal);
        _absent =
            [.. triples.Select(triple => triple.Subject).Distinct(StringComparer.Ordinal).Where(subject =>
                !values.Contains(subject)).Where((_, i) => i % AbsentEvery == 0)];
        var gone = _absent.ToHashSet(StringComparer.Ordinal);
        Triple[] kept = [.. triples.Where(triple => !gone.Contains(triple.Subject))];
        _facts = new SubjectFacts(kept);
        _relations = new AskedRelations(_facts.Relations, templates);
        _sampler = new FrameSampler(_relations,
            [.. _facts.Subjects.Select(subject => (IReadOnlyList<string>)[.. _facts.RelationsOf(subject)])], experiment.Missing);

        _encoder = new RelationEncoder(_sampler.Vocabulary(), experiment.WordBuckets, experiment.NgramBuckets, experiment.LongestQuestion);
        torch.manual_seed((ulong)TrainingLoop.HashCodeOf(Settings.Seed, 0));
        _network = new RelationMemoryNetwork(_encoder.Count, experiment.Width, experiment.Hops, experiment.InitialWeights);
        _check = new FactCheck(IndexOf(kept), Read);
        var random = new Random(TrainingLoop.HashCodeOf(Settings.Seed, ValidationDraw));
        _validation = [.. Enumerable.Range(0, experiment.EvaluationQuestions).Select(_ => _sampler.Draw(QuestionPart.Validation, random))];
    }

    public TrainingSettings Settings => _experiment.Training;

    public IReadOnlyList<TrainingData> Data { get; }

    public Module Model => _network;

    public int Examples => _experiment.QuestionsPerEpoch;

    public string ValidationMetric => "accuracy";

    public void BeginEpoch(int epoch) => _epoch = epoch;

    public Tensor Loss(ReadOnlySpan<int> examples)
    {
        var asked = new FrameExample[examples.Length];
        var encoded = new RelationQuestion[examples.Length];
        for (var i = 0; i < asked.Length; i++)
        {
            var random = new Random(TrainingLoop.HashCodeOf(TrainingLoop.HashCodeOf(Settings.Seed, _epoch), examples[i]));
            asked[i] = _sampler.Draw(QuestionPart.Train, random);
            encoded[i] = Encode(asked[i]);
            encoded[i] = encoded[i] with { Symbols = [.. encoded[i].Symbols.Where(_ => random.NextDouble() >= _experiment.SymbolDropout)] };
        }

        var batch = RelationBatch.Of(encoded);
        var logits = _network.forward(batch).select(1, 0); // [B, R + 1]
        // "None" is the last column of the batch, after the padding.
        long[] right = [.. asked.Select(example => (long)(example.Right == example.Inventory.Count ? batch.Relations : example.Right))];
        return torch.nn.functional.cross_entropy(logits, torch.tensor(right, [right.Length]));
    }

    public void AfterStep(double learningRate) => _network.StepRows(learningRate * _experiment.RowRate);

    public IReadOnlyDictionary<string, double> Validate()
    {
        var right = 0;
        foreach (var part in _validation.Chunk(Settings.BatchExamples))
            right += part.Zip(
                Read([.. part.Select(Encode)]), (example, reading) =>
                    System.Numerics.Tensors.TensorPrimitives.IndexOfMax(reading.Hops[0]) == example.Right).Count(isRight => isRight);
        return new Dictionary<string, double> { [ValidationMetric] = (double)right / _validation.Length };
    }

    public IReadOnlyDictionary<string, double> Evaluate()
    {
        _calibration = _check.Fit(Questions(QuestionPart.Validation, ValidationDraw), _encoder, _experiment.WronglyAnswered);
        var answered = _check.Answer(Questions(QuestionPart.HeldOut, HeldOutDraw), new FactReader(_encoder, _calibration));
        return FactCheck.Figures(answered, _calibration.UnansweredBelow);
    }

    public ModelManifest Describe() =>
        RelationPackage.Describe(_request, Settings.Seed, Data, _encoder, _network.Hops, _calibration, relations: null);

    public void WriteFiles(string directory) => RelationPackage.WriteFiles(directory, _network, _encoder);

    public IReadOnlyList<ParityCase> ParityCases() => [ParityCaseOf(_validation.Take(1)), ParityCaseOf(_validation.Take(ParityExamples))];

    public void Dispose() => _network.Dispose();

    private static KeyHashIndex IndexOf(IEnumerable<Triple> triples) => KeyHashIndex.Empty(new EntityHash()).With(
        triples.SelectMany(triple => triple.ToMemories()).Distinct()
            .Select((memory, i) => new StoredMemory(i + 1, memory.Key, memory.Value)), epoch: 1);

    private IReadOnlyList<CheckedQuestion> Questions(QuestionPart part, int draw) =>
        new CheckQuestions(_relations, _facts, _absent, part)
            .Draw(_experiment.EvaluationQuestions, new Random(TrainingLoop.HashCodeOf(Settings.Seed, draw)));

    private RelationQuestion Encode(FrameExample example) =>
        new(_encoder.Encode(example.Frame), [.. example.Inventory.Select(_encoder.EncodeRelation)]);

    private IReadOnlyList<RelationReading> Read(IReadOnlyList<RelationQuestion> questions) => RelationPackage.Read(_network, questions);

    private ParityCase ParityCaseOf(IEnumerable<FrameExample> examples) =>
        RelationPackage.ParityCaseOf(_network, RelationBatch.Of([.. examples.Select(Encode)]));
}
