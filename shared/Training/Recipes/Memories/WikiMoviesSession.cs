using System.Text.Json;
using Engram.Contracts.Questions;
using Engram.Evaluation;
using Engram.MemoryNetworks.Encoding;
using Engram.ModelStore;
using Engram.Training.Loop;
using Engram.Training.Models;
using Engram.Training.Torch;

namespace Engram.Training.Recipes.Memories;

/// <summary>Training files of a memory network over a knowledge base.</summary>
/// <param name="KnowledgeBase">Triples, which define the entities.</param>
/// <param name="Train">Question files to train on. Part of the first file is held out for validation; the others, such as synthetic
/// questions, serve training only.</param>
/// <param name="Dev">Questions to measure on.</param>
/// <param name="Documents">Documents that replace the triples as memories; null for none.</param>
/// <param name="Types">File with the type of each question in the first file of <paramref name="Train"/>, line by line; null when unknown.
/// Only <see cref="Relations.RelationKnowledgeTraining"/> reads it.</param>
public sealed record KnowledgeFiles(
    string KnowledgeBase, IReadOnlyList<string> Train, string Dev, string? Documents = null, string? Types = null);

/// <summary>Trains <see cref="KeyValueMemoryNetwork"/> to answer questions in WikiMovies' format with the entities of a knowledge
/// base.</summary>
public sealed class KnowledgeTraining(KnowledgeFiles files) : ITrainingRecipe
{
    public string Kind => ModelKinds.KeyValueMemory;

    public ITrainingSession Prepare(TrainingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new WikiMoviesSession(request, Experiment.Read(request.Experiment, new KnowledgeExperiment()), files);
    }
}

internal sealed class WikiMoviesSession : ITrainingSession
{
    private const int ParityQuestions = 1000;
    private const int ParityBatch = 50;

    private readonly TrainingRequest _request;
    private readonly KnowledgeExperiment _experiment;
    private readonly HopLimits _recall;
    private readonly DocumentReading? _reading;
    private readonly List<TrainingData> _data = [];
    private readonly EntityVocabulary _symbols;
    private readonly EntityQuestions _questions;
    private readonly KeyValueMemoryNetwork _network;
    private readonly RecalledQuestion[] _train;
    private readonly RecalledQuestion[] _validation;
    private readonly RecalledQuestion[] _dev;
    private int _epoch;
    private int _step;
    private AnswerConfidence _confidence = new(1, 0);
    private float _unansweredBelow;

    public WikiMoviesSession(TrainingRequest request, KnowledgeExperiment experiment, KnowledgeFiles files)
    {
        (_request, _experiment) = (request, experiment);
        _recall =
            new HopLimits { MaxMemories = experiment.MaxMemories, Steps = experiment.Steps, MaxFacts = experiment.MaxFacts,
                MaxFactsOnTheWay = experiment.MaxFactsOnTheWay };
        var knowledge = KnowledgeBase.Read(files.KnowledgeBase);
        DescribeFile(files.KnowledgeBase, knowledge.Facts.Count / 2);
        var first = ReadQuestions(files.Train[0]).ToArray();
        new Random(Settings.Seed).Shuffle(first);
        var held = Math.Clamp((int)(first.Length * experiment.ValidationShare), 1, experiment.MaxValidationQuestions);
        AskedQuestion[] asked = [.. first, .. files.Train.Skip(1).SelectMany(ReadQuestions)];
        var documents = files.Documents is { } file ? DocumentEntityMemories.ReadFile(file) : null;
        if (documents is not null)
        {
            DescribeFile(files.Documents!, documents.Count);
            _reading = new DocumentReading(experiment.Represent, experiment.WindowWords);
        }

        // No text contains the marks, so they are repeated to reach the minimum count.
        string[] marks = [DocumentEntityMemories.WindowMark, DocumentEntityMemories.TitleMark];
        var told = documents?.Select(document => document.Text)
            .Concat(Enumerable.Repeat(marks, experiment.WordMinimumCount).SelectMany(mark => mark))
                ?? knowledge.Facts.Select(fact => fact.Relation);
        _symbols = EntityVocabulary.Build(
            knowledge.Entities, asked.Select(question => question.Text).Concat(told), experiment.WordMinimumCount, experiment.LongestText);
        _questions = new EntityQuestions(_symbols, EntityQuestions.MemoriesOf(knowledge, documents, _symbols, _reading, _recall));

        _validation = [.. asked.Take(held).Select(question => _questions.Recall(question))];
        // A question without a right answer among the entities can't be taught.
        _train = [.. asked.Skip(held).Select(question => _questions.Recall(question)).Where(question => question.Right.Count > 0)];
        _dev = [.. ReadQuestions(files.Dev).Select(question => _questions.Recall(question))];
        if (_train.Length == 0)
            throw new ExperimentException($"No question of {string.Join(", ", files.Train)} beyond the {held} for validation has an "
                + $"answer among the entities of {files.KnowledgeBase}.");

        torch.manual_seed((ulong)TrainingLoop.HashCodeOf(Settings.Seed, 0));
        _network =
            new KeyValueMemoryNetwork(_symbols.Encoder.Count * DocumentReading.DictionariesOf(_reading?.Representation),
                new KeyValueMemoryDesign
        {
            Width = experiment.Width,
            Hops = experiment.Hops,
            InitialWeights = experiment.InitialWeights,
            RotatesAfterLastHop = experiment.RotatesAfterLastHop,
            RotationBias = experiment.RotationBias,
            SharedAnswers = experiment.SharedAnswers,
            NullMemory = experiment.NullMemory,
            Answers = [.. Enumerable.Range(0, knowledge.Entities.Count).Select(entity => (long[])[_symbols.IdOf(entity)])],
            InitialSquares = experiment.InitialSquares,
        });
    }

    public TrainingSettings Settings => _experiment.Training;

    public IReadOnlyList<TrainingData> Data => _data;

    public Module Model => _network;

    public int Examples => _train.Length;

    public string ValidationMetric => "hits@1";

    public void BeginEpoch(int epoch) => (_epoch, _step) = (epoch, 0);

    public int SizeOf(int example) => _train[example].Memories.Count;

    public Tensor Loss(ReadOnlySpan<int> examples)
    {
        var random = new Random(TrainingLoop.HashCodeOf(TrainingLoop.HashCodeOf(Settings.Seed, _epoch), _step++));
        var asked = new RecalledQuestion[examples.Length];
        for (var i = 0; i < asked.Length; i++)
        {
            asked[i] = _train[examples[i]];
            if (_experiment.Forgotten > 0 && random.NextDouble() < _experiment.Forgotten)
                asked[i] = _questions.Forget(asked[i], everything: random.Next(2) == 0);
        }

        var batch = MemoryBatch.Of([.. asked.Select(_questions.Encode)]);
        var samples = AnswerSamples.Of(asked, _symbols.EntitiesIn(batch.Values), _symbols.Entities.Count, _experiment.NegativeAnswers,
            _experiment.RightAnswers, random);
        var (logits, _) = _network.forward(batch, samples.Answers); // [B, C]
        if (samples.Ignored is { } ignored)
            logits = logits.masked_fill(torch.tensor(ignored, logits.shape).gt(0), KeyValueMemoryNetwork.Absent);
        return torch.nn.functional.cross_entropy_soft(logits, torch.tensor(samples.Shares, logits.shape));
    }

    public void AfterStep(double learningRate) => _network.StepRows(learningRate * _experiment.RowRate);

    public IReadOnlyDictionary<string, double> Validate() =>
        new Dictionary<string, double> { [ValidationMetric] = AnswerRanks.HitsAt(Read(_validation).Select(reading => reading.Rank), 1) };

    public IReadOnlyDictionary<string, double> Evaluate()
    {
        var answered = AnsweredAndForgotten(_validation);
        _confidence = PlattScaling.Fit(answered);
        _unansweredBelow = AnswerScores.ThresholdOf(answered, _confidence);

        var ranks = Read(_dev).Select(reading => reading.Rank).ToArray();
        var dev = AnsweredAndForgotten([.. _dev.Take(_experiment.MaxValidationQuestions)]);
        return new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["dev.hits@1"] = AnswerRanks.HitsAt(ranks, 1),
            ["dev.hits@10"] = AnswerRanks.HitsAt(ranks, 10),
            ["dev.mrr"] = AnswerRanks.MeanReciprocal(ranks),
            ["dev.recalled"] = _dev.Average(question => _questions.HoldsAnswer(question) ? 1.0 : 0),
            ["dev.answered-rightly"] = AnswerScores.AnsweredRightly(dev, _confidence, _unansweredBelow),
            ["dev.rightly-declined"] = AnswerScores.RightlyDeclined(dev, _confidence, _unansweredBelow),
            ["dev.ece"] = AnswerScores.CalibrationError(dev, _confidence),
        };
    }

    public ModelManifest Describe()
    {
        var parameters = MemoryPackage.ParametersOf(
            _symbols.Encoder, MemorySource.Memories, _experiment.MaxMemories, _confidence, _unansweredBelow);
        parameters[MemoryInterface.RecallParameter] = JsonSerializer.SerializeToElement(_recall, ManifestJson.Options);
        if (_reading is not null)
            parameters[MemoryInterface.DocumentsParameter] = JsonSerializer.SerializeToElement(_reading, ManifestJson.Options);
        return new ModelManifest
        {
            Name = _request.Name,
            Version = "0",
            Kind = ModelKinds.KeyValueMemory,
            Inputs = MemoryInterface.InputsOf(AnswerSource.Listed),
            Outputs = MemoryInterface.OutputsOf(_experiment.Hops, _symbols.Entities.Count),
            Parameters = parameters,
            Training = new ModelTraining { Command = _request.Command, Seed = Settings.Seed, Data = Data },
        };
    }

    public void WriteFiles(string directory)
    {
        _network.Export().Save(Path.Combine(directory, ModelManifest.NetworkFileName));
        ManifestJson.Write(Path.Combine(directory, MemoryInterface.VocabularyFileName), _symbols.Encoder.Vocabulary.Words);
        ManifestJson.Write(Path.Combine(directory, MemoryInterface.AnswersFileName), _symbols.Entities);
    }

    public IReadOnlyList<ParityCase> ParityCases() => [.. _dev.Take(ParityQuestions).Chunk(ParityBatch).Select(ParityCaseOf)];

    public void Dispose() => _network.Dispose();

    private IReadOnlyList<AskedQuestion> ReadQuestions(string path)
    {
        var questions = QuestionFile.Read(path);
        DescribeFile(path, questions.Count);
        return questions;
    }

    private void DescribeFile(string path, int rows) => _data.Add(TrainingData.Of(path, rows));

    /// <summary>Reads every question as it is, and every second one again without the memories that answer it.</summary>
    private AnsweredQuestion[] AnsweredAndForgotten(IReadOnlyList<RecalledQuestion> questions)
    {
        var random = new Random(Settings.Seed);
        var forgotten = questions.Where((_, i) => i % 2 == 0)
            .Select(question => _questions.Forget(question, everything: random.Next(2) == 0)).ToArray();
        return [.. Read(questions).Concat(Read(forgotten)).Select(reading => reading.Answered)];
    }

    private List<EntityReading> Read(IReadOnlyList<RecalledQuestion> questions)
    {
        var readings = new EntityReading[questions.Count];
        // Questions with similar numbers of memories share a batch, which limits padding.
        foreach (var places in Enumerable.Range(0,
            questions.Count).OrderBy(place => questions[place].Memories.Count).Chunk(Settings.BatchExamples))
        {
            using var scope = torch.NewDisposeScope();
            var (b, answers) = (places.Length, _symbols.Entities.Count);
            // [B, A]
            var probabilities = _network.Predict(
                MemoryBatch.Of([.. places.Select(place => _questions.Encode(questions[place]))])).probabilities.ToFloat32();
            for (var row = 0; row < b; row++)
                readings[places[row]] = EntityReading.Of(questions[places[row]], probabilities.AsSpan(row * answers, answers));
        }

        return [.. readings];
    }

    private ParityCase ParityCaseOf(IEnumerable<RecalledQuestion> questions) =>
        MemoryPackage.ParityCaseOf(MemoryBatch.Of([.. questions.Select(_questions.Encode)]), _network.Predict, AnswerSource.Listed);
}
