using Engram.Evaluation;
using Engram.MemoryNetworks.Facts;
using Engram.MemorySearch.Recall;
using Engram.ModelStore;
using Engram.Text.Questions;
using Engram.Training.Loop;
using Engram.Training.Models;
using Engram.Training.Recipes.Memories;
using Engram.Training.Torch;

namespace Engram.Training.Recipes.Relations;

/// <summary>Trains <see cref="RelationMemoryNetwork"/> on questions in WikiMovies' format. For each template it teaches, hop by hop, the
/// path of relations from its entities to their answers. The network learns which words ask for which relations, not the facts.</summary>
public sealed class RelationKnowledgeTraining(KnowledgeFiles files) : ITrainingRecipe
{
    public string Kind => ModelKinds.RelationMemory;

    public ITrainingSession Prepare(TrainingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var defaults = new RelationExperiment { QuestionsPerEpoch = 20_000, Missing = 0.1 };
        return new RelationKnowledgeTask(request, Experiment.Read(request.Experiment, defaults), files);
    }
}

internal sealed class RelationKnowledgeTask : ITrainingSession
{
    private const double ValidationShare = 0.1;
    private const int MostValidated = 1000;
    private const int ParityTemplates = 64;
    private const double Penalty = 0.5;

    private readonly TrainingRequest _request;
    private readonly RelationExperiment _experiment;
    private readonly List<TrainingData> _data = [];
    private readonly string[] _relations;
    private readonly (QuestionFrame Frame, IReadOnlyList<string> Path)[] _templates;
    private readonly double[] _upTo; // cumulative weights of the templates
    private readonly RelationEncoder _encoder;
    private readonly RelationMemoryNetwork _network;
    private readonly KnowledgeReading _reading;
    private readonly AskedQuestion[] _validation;
    private readonly IReadOnlyList<AskedQuestion> _dev;
    private int _epoch;
    private AnswerCalibration _calibration = FactCheck.Beginning;

    public RelationKnowledgeTask(TrainingRequest request, RelationExperiment experiment, KnowledgeFiles files)
    {
        (_request, _experiment) = (request, experiment);
        var knowledge = KnowledgeBase.Read(files.KnowledgeBase);
        _data.Add(TrainingData.Of(files.KnowledgeBase, knowledge.Facts.Count / 2));
        _relations = [.. knowledge.Facts.Select(fact => fact.Relation).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var first = Read(files.Train[0], files.Types).ToArray();
        new Random(Settings.Seed).Shuffle(first);
        var held = Math.Clamp((int)(first.Length * ValidationShare), 1, MostValidated);
        _validation = first[..held];
        _dev = Read(files.Dev, types: null);

        var found = new SyntheticQuestions(knowledge, experiment.Hops)
            .Mine(first[held..].Concat(files.Train.Skip(1).SelectMany(path => Read(path, types: null))), leastQuestions: 1);
        if (found.Count == 0)
            throw new ExperimentException($"No question of {string.Join(", ", files.Train)} holds an entity of {files.KnowledgeBase} "
                + "from which its answers are reached.");
        _templates =
            [.. found.Select(template => (QuestionFrame.OfTemplate(template.Text.Replace(RelationTemplates.Subject,
                QuestionLexicon.Subject, StringComparison.Ordinal)), template.Path))];
        var sum = 0.0;
        // Square root: a template asked a thousand times is not a thousand times as hard to learn.
        _upTo = [.. found.Select(template => sum += Math.Sqrt(template.Count))];

        _encoder = new RelationEncoder(VocabularyOf(_templates.Select(template => template.Frame).ToArray(), _relations),
            experiment.WordBuckets, experiment.NgramBuckets, experiment.LongestQuestion);
        torch.manual_seed((ulong)TrainingLoop.HashCodeOf(Settings.Seed, 0));
        _network = new RelationMemoryNetwork(_encoder.Count, experiment.Width, experiment.Hops, experiment.InitialWeights);
        _reading = new KnowledgeReading(new KnowledgeGraph(knowledge), questions => RelationPackage.Read(_network, questions));
    }

    public TrainingSettings Settings => _experiment.Training;

    public IReadOnlyList<TrainingData> Data => _data;

    public Module Model => _network;

    public int Examples => _experiment.QuestionsPerEpoch;

    public string ValidationMetric => "hits@1";

    public void BeginEpoch(int epoch) => _epoch = epoch;

    public Tensor Loss(ReadOnlySpan<int> examples)
    {
        var (encoded, right) = (new RelationQuestion[examples.Length], new long[examples.Length * _network.Hops]);
        for (var i = 0; i < encoded.Length; i++)
        {
            var random = new Random(TrainingLoop.HashCodeOf(TrainingLoop.HashCodeOf(Settings.Seed, _epoch), examples[i]));
            var (frame, path) = Draw(random);
            // Removes the relation asked for, so that none is right. An empty name keeps the length of the inventory, and thus the batch
            // shape.
            var inventory = random.NextDouble() < _experiment.Missing
                ? _relations.Select(relation => relation == path[0] ? "" : relation).ToArray() : _relations;
            encoded[i] = new RelationQuestion([.. _encoder.Encode(frame).Where(_ => random.NextDouble() >= _experiment.SymbolDropout)],
                [.. inventory.Select(_encoder.EncodeRelation)]);
            for (var hop = 0; hop < _network.Hops; hop++)
                right[(i * _network.Hops) + hop] = ReferenceEquals(inventory, _relations) ? RightAt(path, hop)
                    : hop == 0 ? _relations.Length : Ignored;
        }

        var logits = _network.forward(RelationBatch.Of(encoded)); // [B, H, R + 1]
        return torch.nn.functional.cross_entropy(
            logits.reshape(right.Length, _relations.Length + 1), torch.tensor(right, [right.Length]), Ignored);
    }

    public void AfterStep(double learningRate) => _network.StepRows(learningRate * _experiment.RowRate);

    public IReadOnlyDictionary<string, double> Validate()
    {
        var reader = new FactReader(_encoder, _calibration, _relations);
        return new Dictionary<string, double> { [ValidationMetric] = AnswerRanks.HitsAt(_validation.Select(question =>
            _reading.Answer(question, reader).Rank), 1) };
    }

    public IReadOnlyDictionary<string, double> Evaluate()
    {
        for (var round = 0; round < 2; round++)
            _calibration = Fit();
        var reader = new FactReader(_encoder, _calibration, _relations);
        ReadQuestion[] read = [.. _dev.Select(question => _reading.Answer(question, reader))];
        int[] ranks = [.. read.Select(one => one.Rank)];
        ReadQuestion[] given = [.. read.Where(one => one.Read?.Score >= _calibration.UnansweredBelow)];
        return new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["dev.hits@1"] = AnswerRanks.HitsAt(ranks, 1),
            ["dev.hits@10"] = AnswerRanks.HitsAt(ranks, 10),
            ["dev.mrr"] = AnswerRanks.MeanReciprocal(ranks),
            ["dev.answered"] = (double)given.Length / read.Length,
            ["dev.ece"] = Calibration.ExpectedError([.. given.Select(one => (one.Read!.Score, one.IsRight))]),
        };
    }

    public ModelManifest Describe() =>
        RelationPackage.Describe(_request, Settings.Seed, Data, _encoder, _network.Hops, _calibration, _relations);

    public void WriteFiles(string directory) => RelationPackage.WriteFiles(directory, _network, _encoder);

    public IReadOnlyList<ParityCase> ParityCases()
    {
        var relations = _relations.Select(_encoder.EncodeRelation).ToArray();
        return [RelationPackage.ParityCaseOf(_network,
            RelationBatch.Of(
                [.. _templates.Take(ParityTemplates).Select(template => new RelationQuestion(_encoder.Encode(template.Frame),
                    relations))]))];
    }

    public void Dispose() => _network.Dispose();

    private const long Ignored = -100;

    private long RightAt(IReadOnlyList<string> path, int hop) =>
        hop < path.Count ? Array.IndexOf(_relations, path[hop]) : hop == path.Count ? _relations.Length : Ignored;

    private (QuestionFrame Frame, IReadOnlyList<string> Path) Draw(Random random)
    {
        var at = Array.BinarySearch(_upTo, random.NextDouble() * _upTo[^1]);
        return _templates[Math.Min(at < 0 ? ~at : at, _templates.Length - 1)];
    }

    /// <summary>Fits the calibration to the validation questions, each also without the relation it asks for.</summary>
    private AnswerCalibration Fit()
    {
        var whole = new FactReader(_encoder, _calibration, _relations);
        var without = _relations.ToDictionary(relation => relation,
            relation => new FactReader(_encoder, _calibration, [.. _relations.Where(other => other != relation)]), StringComparer.Ordinal);
        var rows = new List<(double[] Features, bool IsRight)>();
        var unanswerable = new List<double[]>();
        foreach (var question in _validation)
        {
            var read = _reading.Answer(question, whole);
            if (read.Read is not { Path: [var asked, ..] } chosen)
                continue;
            rows.Add((chosen.Evidence.Features(), read.IsRight));
            if (_reading.Answer(question, without[asked]).Read is { Path.Count: > 0 } wrong)
                unanswerable.Add(wrong.Evidence.Features());
        }

        var fitted = new AnswerCalibration(
            LogisticRegression.Fit([.. rows, .. unanswerable.Select(features => (features, false))], Penalty), 0);
        var scores = unanswerable.Select(fitted.ScoreOf).OrderDescending().ToArray();
        var allowed = (int)(_experiment.WronglyAnswered * scores.Length);
        return fitted with { UnansweredBelow = allowed < scores.Length ? Math.Max(0.5, MathF.BitIncrement(scores[allowed])) : 0.5 };
    }

    private static RelationVocabulary VocabularyOf(IReadOnlyList<QuestionFrame> frames, IReadOnlyList<string> relations)
    {
        IReadOnlyList<string> Distinct(IEnumerable<string> words) =>
            [.. words.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new RelationVocabulary(
            Distinct(frames.SelectMany(frame => frame.Words).Concat(relations.SelectMany(QuestionWords.OfRelation))),
            Distinct(frames.SelectMany(frame => frame.BesideEntity(-1))), Distinct(frames.SelectMany(frame => frame.BesideEntity(1))));
    }

    private IReadOnlyList<AskedQuestion> Read(string path, string? types)
    {
        var questions = QuestionFile.Read(path, types);
        _data.Add(TrainingData.Of(path, questions.Count));
        return questions;
    }
}
