using System.Text.Json;
using Engram.MemoryNetworks.Encoding;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Engram.ModelStore;
using Engram.Text;
using Engram.Training.Loop;
using Engram.Training.Models;
using Engram.Training.Torch;

namespace Engram.Training.Recipes.Memories;

/// <summary>Trains <see cref="KeyValueMemoryNetwork"/> on the questions of a folder with <c>triples.ndjson</c> and
/// <c>templates.json</c>.</summary>
public sealed class KeyValueMemoryTraining : ITrainingRecipe
{
    public const string TriplesFileName = "triples.ndjson";

    public string Kind => ModelKinds.KeyValueMemory;

    public void Check(string experiment) => Read(experiment);

    public ITrainingSession Prepare(TrainingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new TemplateQaSession(request, Read(request.Experiment));
    }

    private static MemoryExperiment Read(string experiment) => Experiment.Read<MemoryExperiment>(experiment);
}

internal sealed class TemplateQaSession : ITrainingSession
{
    // Seeds of the two evaluation draws; negative, because epochs count from 1.
    private const int ValidationDraw = -1;
    private const int HeldOutDraw = -2;

    private readonly TrainingRequest _request;
    private readonly MemoryExperiment _experiment;
    private readonly MemoryQuestions _questions;
    private readonly MemoryEncoder _encoder;
    private readonly KeyValueMemoryNetwork _network;
    private readonly IReadOnlyList<GoldQuestion> _validation;
    private int[] _facts = [];
    private int _epoch;
    private AnswerConfidence _confidence = new(1, 0);
    private float _unansweredBelow;

    public TemplateQaSession(TrainingRequest request, MemoryExperiment experiment)
    {
        _request = request;
        _experiment = experiment;
        var templates = QuestionTemplates.ReadFile(DataFile(QuestionTemplates.FileName));
        var triples = TripleFile.Read(DataFile(KeyValueMemoryTraining.TriplesFileName));
        var posts = experiment.TaggedPosts is { } file ? ReadPosts(DataFile(file)) : [];
        _questions = new MemoryQuestions([new TripleFacts(triples), new TaggedPostFacts(posts)], templates, experiment.MaxMemories);
        Data =
        [
            DescribeFile(KeyValueMemoryTraining.TriplesFileName, triples.Count),
            DescribeFile(QuestionTemplates.FileName, _questions.Templates),
            .. experiment.TaggedPosts is { } described ? [DescribeFile(described, posts.Count)] : Array.Empty<TrainingData>(),
        ];
        if (_questions.Count == 0)
            throw new ExperimentException($"No relation of {DataFile(KeyValueMemoryTraining.TriplesFileName)} has paraphrases in "
                + $"{DataFile(QuestionTemplates.FileName)}.");

        // Words of paraphrases enter the vocabulary however rare they are, because they carry the question.
        var words = _questions.TrainingTexts().SelectMany(Tokenizer.Tokenize);
        var asked = templates.Values.SelectMany(relation => relation.Train)
            .SelectMany(template => Tokenizer.Tokenize(RelationTemplates.Ask(template, "")));
        var vocabulary = Vocabulary.Build(
            words.Concat(asked.Distinct(StringComparer.Ordinal).SelectMany(word => Enumerable.Repeat(word, experiment.WordMinimumCount))),
            int.MaxValue, experiment.WordMinimumCount);
        _encoder = new MemoryEncoder(vocabulary, experiment.Buckets, experiment.LongestText);

        torch.manual_seed((ulong)TrainingLoop.HashCodeOf(Settings.Seed, 0));
        _network = new KeyValueMemoryNetwork(_encoder.Count,
            new KeyValueMemoryDesign { Width = experiment.Width, Hops = experiment.Hops, InitialWeights = experiment.InitialWeights });
        _validation = Draw(QuestionPart.Validation, ValidationDraw);
    }

    public TrainingSettings Settings => _experiment.Training;

    public IReadOnlyList<TrainingData> Data { get; }

    public Module Model => _network;

    public int Examples => _experiment.QuestionsPerEpoch;

    public string ValidationMetric => "quality";

    public void BeginEpoch(int epoch)
    {
        _epoch = epoch;
        _facts = _questions.DrawEvenly(Examples, new Random(TrainingLoop.HashCodeOf(Settings.Seed, epoch) ^ 1));
    }

    public Tensor Loss(ReadOnlySpan<int> examples)
    {
        var questions = new GoldQuestion[examples.Length];
        var encoded = new EncodedQuestion[examples.Length];
        for (var i = 0; i < questions.Length; i++)
        {
            var random = new Random(TrainingLoop.HashCodeOf(TrainingLoop.HashCodeOf(Settings.Seed, _epoch), examples[i]));
            questions[i] = _questions.Ask(_facts[examples[i]], QuestionPart.Train, _experiment.Forgotten, random);
            encoded[i] = _encoder.Encode(questions[i].Question);
            encoded[i] = encoded[i] with { Question = [.. encoded[i].Question.Where(_ => random.NextDouble() >= _experiment.WordDropout)] };
        }

        var batch = MemoryBatch.Of(encoded);
        var (logits, _) = _network.forward(batch); // [B, C + 1]
        return torch.nn.functional.cross_entropy_soft(logits, torch.tensor(Targets(questions, batch.Candidates + 1), logits.shape));
    }

    public IReadOnlyDictionary<string, double> Validate()
    {
        var answered = Answer(_validation);
        _confidence = PlattScaling.Fit(answered);
        _unansweredBelow = AnswerScores.ThresholdOf(answered, _confidence);
        var right = AnswerScores.AnsweredRightly(answered, _confidence, _unansweredBelow);
        var declined = AnswerScores.RightlyDeclined(answered, _confidence, _unansweredBelow);
        return new Dictionary<string, double>
        {
            ["hits@1"] = AnswerScores.HitsAt1(answered),
            ["answered-rightly"] = right,
            ["rightly-declined"] = declined,
            [ValidationMetric] = (right + declined) / 2,
        };
    }

    public IReadOnlyDictionary<string, double> Evaluate()
    {
        // The kept weights may be from an earlier epoch than the last one validated.
        Validate();
        var questions = Draw(QuestionPart.HeldOut, HeldOutDraw);
        var answered = Answer(questions);
        var metrics = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["held-out.hits@1"] = AnswerScores.HitsAt1(answered),
            ["held-out.answered-rightly"] = AnswerScores.AnsweredRightly(answered, _confidence, _unansweredBelow),
            ["held-out.rightly-declined"] = AnswerScores.RightlyDeclined(answered, _confidence, _unansweredBelow),
            ["held-out.ece"] = AnswerScores.CalibrationError(answered, _confidence),
        };
        foreach (var relation in questions.Zip(answered).GroupBy(pair => pair.First.Relation))
            metrics[$"held-out.{relation.Key}.hits@1"] = AnswerScores.HitsAt1([.. relation.Select(pair => pair.Second)]);
        return metrics;
    }

    public ModelManifest Describe() => new()
    {
        Name = _request.Name,
        Version = "0",
        Kind = ModelKinds.KeyValueMemory,
        Inputs = MemoryInterface.InputsOf(AnswerSource.Recalled),
        Outputs = MemoryInterface.OutputsOf(_experiment.Hops),
        Parameters = MemoryPackage.ParametersOf(_encoder, MemorySource.Memories, _experiment.MaxMemories, _confidence, _unansweredBelow),
        Training = new ModelTraining
        {
            Command = _request.Command,
            Seed = Settings.Seed,
            Data = Data,
        },
    };

    public void WriteFiles(string directory)
    {
        _network.Export().Save(Path.Combine(directory, ModelManifest.NetworkFileName));
        ManifestJson.Write(Path.Combine(directory, MemoryInterface.VocabularyFileName), _encoder.Vocabulary.Words);
    }

    public IReadOnlyList<ParityCase> ParityCases() =>
    [
        ParityCaseOf(_validation.Take(1)),
        ParityCaseOf(_validation.Take(8).Append(new GoldQuestion(new MemoryQuestion("?", []), "", new HashSet<string>()))),
    ];

    public void Dispose() => _network.Dispose();

    private static IReadOnlyList<TaggedPost> ReadPosts(string path)
    {
        if (!File.Exists(path))
            throw new ExperimentException($"There is no {path}; the experiment names it as its tagged posts.");
        return [.. File.ReadLines(path).Index().Where(line => line.Item.Length > 0).Select(line => ReadPost(path, line.Index + 1,
            line.Item))];
    }

    private static TaggedPost ReadPost(string path, int number, string line)
    {
        try
        {
            return JsonSerializer.Deserialize<TaggedPost>(line, JsonSerializerOptions.Web)
                ?? throw new ExperimentException($"{path}:{number} is null.");
        }
        catch (JsonException error)
        {
            throw new ExperimentException($"{path}:{number} is no tagged post: {error.Message}", error);
        }
    }

    private string DataFile(string name) => Path.Combine(_request.DataDirectory, name);

    private TrainingData DescribeFile(string name, int rows) =>
        new() { Name = name, Sha256 = InstalledModel.Hash(DataFile(name)), Rows = rows };

    /// <summary>Answerable questions, and half as many unanswerable ones.</summary>
    private List<GoldQuestion> Draw(QuestionPart part, int draw)
    {
        var random = new Random(TrainingLoop.HashCodeOf(Settings.Seed, draw));
        var facts = Enumerable.Range(0, _questions.Count).ToArray();
        random.Shuffle(facts);
        var asked = facts.Take(_experiment.EvaluationQuestions).ToArray();
        return [.. asked.Select(fact => _questions.Ask(fact, part, 0, random)),
            .. asked.Where((_, i) => i % 2 == 0).Select(fact => _questions.Ask(fact, part, 1, random))];
    }

    private List<AnsweredQuestion> Answer(IReadOnlyList<GoldQuestion> questions)
    {
        var answered = new List<AnsweredQuestion>(questions.Count);
        foreach (var chunk in questions.Chunk(Settings.BatchExamples))
        {
            using var scope = torch.NewDisposeScope();
            var batch = MemoryBatch.Of([.. chunk.Select(question => _encoder.Encode(question.Question))]);
            var probabilities = _network.Predict(batch).probabilities.ToFloat32(); // [B, C]
            for (var row = 0; row < chunk.Length; row++)
                answered.Add(Best(chunk[row], probabilities.AsSpan(row * batch.Candidates, chunk[row].Question.Candidates.Count)));
        }

        return answered;
    }

    private static AnsweredQuestion Best(GoldQuestion question, ReadOnlySpan<float> probabilities) => new(
        AnswerConfidence.LogitOf(probabilities, AnswerSource.Recalled),
        !probabilities.IsEmpty && question.IsRight(System.Numerics.Tensors.TensorPrimitives.IndexOfMax(probabilities)),
        question.IsAnswerable);

    /// <summary>[B, width]: the right candidates share 1 evenly (the authors' code draws one of them). When there are none, the NULL answer
    /// in the last column has 1.</summary>
    private static float[] Targets(GoldQuestion[] questions, int width)
    {
        var targets = new float[questions.Length * width];
        for (var row = 0; row < questions.Length; row++)
        {
            int[] right = [.. Enumerable.Range(0, questions[row].Question.Candidates.Count).Where(questions[row].IsRight)];
            foreach (var candidate in right.DefaultIfEmpty(width - 1))
                targets[(row * width) + candidate] = 1f / Math.Max(1, right.Length);
        }

        return targets;
    }

    private ParityCase ParityCaseOf(IEnumerable<GoldQuestion> questions) =>
        MemoryPackage.ParityCaseOf(
            MemoryBatch.Of([.. questions.Select(question => _encoder.Encode(question.Question))]), _network.Predict, AnswerSource.Recalled);
}
