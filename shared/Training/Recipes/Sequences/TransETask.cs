using Engram.Datasets;
using Engram.Datasets.Sequences;
using Engram.Evaluation;
using Engram.MemoryNetworks.Sequences;
using Engram.ModelStore;
using Engram.Training.Loop;
using Engram.Training.Models;
using Engram.Training.Torch;

namespace Engram.Training.Recipes.Sequences;

/// <summary>Trains <see cref="TransE"/> on a folder with a file of triples.</summary>
public sealed class TransETraining : ITrainingRecipe
{
    public string Kind => ModelKinds.TransE;

    public void Check(string experiment) => Read(experiment);

    public ITrainingSession Prepare(TrainingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var experiment = Read(request.Experiment);
        var file = new FileInfo(
            Path.GetFullPath(Path.Combine(request.DataDirectory, experiment.Knowledge ?? SequenceSource.TriplesFileName)));
        if (!file.Exists)
            throw new ExperimentException($"There is no knowledge base {file}.");
        try
        {
            return new TransETask(
                request, experiment, new FactNumbers(KnowledgeBaseFile.Read(file)), [TrainingData.OfLines(file.FullName)]);
        }
        catch (InvalidDataException e)
        {
            throw new ExperimentException(e.Message, e);
        }
    }

    private static TransEExperiment Read(string experiment) => Experiment.Read(experiment, new TransEExperiment());
}

internal sealed class TransETask : ITrainingSession
{
    private const int MostMeasured = 500;

    // Without held-out facts no epoch is chosen by the measure, which then only shows that the loss falls.
    private const int FewMeasured = 64;
    private const int EvaluationBatch = 64;
    private const int ParityFacts = 4;

    // Seed of the draw of held-out facts; negative, because epochs count from 1.
    private const int HeldOutDraw = -1;

    private readonly TrainingRequest _request;
    private readonly TransEExperiment _experiment;
    private readonly FactNumbers _knowledge;
    private readonly TransE _network;
    private readonly NumberedFact[] _training;
    private readonly NumberedFact[] _measured;
    private readonly ILookup<(int, int), int> _valuesOf;
    private int _epoch;

    public TransETask(TrainingRequest request, TransEExperiment experiment, FactNumbers knowledge, IReadOnlyList<TrainingData> data)
    {
        (_request, _experiment, _knowledge, Data) = (request, experiment, knowledge, data);
        if (knowledge.Facts.Count == 0)
            throw new ExperimentException("The knowledge base has no facts.");
        var facts = knowledge.Facts.ToArray();
        new Random(TrainingLoop.HashCodeOf(Settings.Seed, HeldOutDraw)).Shuffle(facts);
        var heldOut = (int)(facts.Length * experiment.HeldOut);
        _training = facts[heldOut..];
        _measured = [.. facts.Take(heldOut == 0 ? FewMeasured : Math.Min(heldOut, MostMeasured))];
        _valuesOf = facts.ToLookup(fact => (fact.Subject, fact.Relation), fact => fact.Value);
        torch.manual_seed((ulong)TrainingLoop.HashCodeOf(Settings.Seed, 0));
        _network = new TransE(knowledge.Entities.Count, knowledge.Relations.Count, experiment.Width);
    }

    public TrainingSettings Settings => _experiment.Training;

    public Module Model => _network;

    public TransE Network => _network;

    public IReadOnlyList<TrainingData> Data { get; }

    public int Examples => _training.Length;

    public string ValidationMetric => "mrr";

    public void BeginEpoch(int epoch)
    {
        _epoch = epoch;
        _network.Normalize();
    }

    public Tensor Loss(ReadOnlySpan<int> examples)
    {
        var random = new Random(TrainingLoop.HashCodeOf(TrainingLoop.HashCodeOf(Settings.Seed, _epoch), examples[0]));
        var facts = new NumberedFact[examples.Length];
        var corrupted = new NumberedFact[examples.Length];
        for (var i = 0; i < facts.Length; i++)
        {
            facts[i] = _training[examples[i]];
            var other = random.Next(1, _knowledge.Entities.Count);
            corrupted[i] = random.Next(2) == 0 ? facts[i] with { Subject = other } : facts[i] with { Value = other };
        }

        return _network.Loss(
            (Column(facts, fact => fact.Subject), Column(facts, fact => fact.Value)),
            (Column(corrupted, fact => fact.Subject), Column(corrupted, fact => fact.Value)), Column(facts, fact => fact.Relation));
    }

    public IReadOnlyDictionary<string, double> Validate()
    {
        var ranks = Ranks();
        return new Dictionary<string, double>
        {
            ["mrr"] = AnswerRanks.MeanReciprocal(ranks),
            ["hits@10"] = AnswerRanks.HitsAt(ranks, 10),
        };
    }

    public IReadOnlyDictionary<string, double> Evaluate() =>
        Validate().ToDictionary(metric => $"held-out.{metric.Key}", metric => metric.Value);

    public ModelManifest Describe() => new()
    {
        Name = _request.Name,
        Version = "0",
        Kind = ModelKinds.TransE,
        Inputs = TransEInterface.Inputs,
        Outputs = TransEInterface.OutputsOf(_knowledge.Entities.Count),
        Training = new ModelTraining { Command = _request.Command, Seed = Settings.Seed, Data = Data },
    };

    public void WriteFiles(string directory)
    {
        _network.Export().Save(Path.Combine(directory, ModelManifest.NetworkFileName));
        ManifestJson.Write(Path.Combine(directory, TransEInterface.EntitiesFileName), _knowledge.Entities.Skip(1));
        ManifestJson.Write(Path.Combine(directory, TransEInterface.RelationsFileName), _knowledge.Relations);
    }

    public IReadOnlyList<ParityCase> ParityCases()
    {
        NumberedFact[] facts = [.. _measured.Take(ParityFacts)];
        var (subjects, relations) = (Column(facts, fact => fact.Subject), Column(facts, fact => fact.Relation));
        return [new ParityCase(
            [
                new(TransEInterface.SubjectInput, subjects.ToInt64(), [facts.Length]),
                new(TransEInterface.RelationInput, relations.ToInt64(), [facts.Length]),
            ],
            [new(TransEInterface.ScoresOutput, _network.Scores(subjects, relations).ToFloat32())])];
    }

    public void Dispose() => _network.Dispose();

    /// <summary>Rank of each measured fact's value among all entities that are not its other values ("filtered").</summary>
    private List<int> Ranks()
    {
        var ranks = new List<int>();
        foreach (var facts in _measured.Chunk(EvaluationBatch))
        {
            using var scope = torch.NewDisposeScope();
            var scores = _network.Scores(Column(facts, fact => fact.Subject), Column(facts, fact => fact.Relation)).ToFloat32();
            var width = _network.Entities.shape[0];
            ranks.AddRange(facts.Select((fact, row) => RankOf(fact, scores.AsSpan((int)(row * width), (int)width))));
        }

        return ranks;
    }

    private int RankOf(NumberedFact fact, Span<float> scores)
    {
        var right = scores[fact.Value];
        foreach (var value in _valuesOf[(fact.Subject, fact.Relation)])
            scores[value] = float.NegativeInfinity;
        (scores[0], scores[fact.Value]) = (float.NegativeInfinity, right);
        return AnswerRanks.RankOf(new HashSet<int> { fact.Value }, scores);
    }

    private static Tensor Column(NumberedFact[] facts, Func<NumberedFact, int> part) =>
        torch.tensor([.. facts.Select(fact => (long)part(fact))], [facts.Length]);
}
