using System.Globalization;
using System.Text.Json;
using Engram.MemoryNetworks.Encoding;
using Engram.ModelStore;
using Engram.Text;
using Engram.Text.Stories;
using Engram.Training.Loop;
using Engram.Training.Models;
using Engram.Training.Recipes.Memories;
using Engram.Training.Torch;

namespace Engram.Training.Recipes.Stories;

/// <summary>Trains a network to answer questions about stories, on one task or on several jointly.</summary>
public sealed class StoryTask : ITrainingSession
{
    /// <summary>Manifest parameter: numbers of the tasks the network was trained on.</summary>
    public const string TasksParameter = "tasks";

    /// <summary>Manifest parameters: share of the training stories held out for validation, and the seed that selected them.</summary>
    public const string HeldOutParameter = "heldOut";

    /// <inheritdoc cref="HeldOutParameter"/>
    public const string SplitSeedParameter = "splitSeed";

    private const int ParityQuestions = 1000;
    private const int EvaluationBatch = 64;

    // Most training questions on which the training error is measured.
    private const int MostTrainingQuestions = 20_000;

    private readonly TrainingRequest _request;
    private readonly string _kind;
    private readonly StoryExperiment _experiment;
    private readonly MemoryEncoder _encoder;
    private readonly StoryNetwork _network;
    private readonly IReadOnlyList<string> _answers;
    private readonly Dictionary<string, int> _numberOf;
    private readonly IReadOnlyList<LearnedQuestion> _training;
    private readonly IReadOnlyList<LearnedQuestion> _validation;
    private readonly StorySlots? _slots; // null: names are ordinary words
    private readonly HashSet<int> _strangers; // tasks with a validation file of their own
    private int _epoch;
    private int _phase;
    private AnswerConfidence _confidence = new(1, 0);

    /// <param name="request">What to train.</param>
    /// <param name="kind">Kind of the network, for the manifest.</param>
    /// <param name="folder">The task files.</param>
    /// <param name="experiment">How to train.</param>
    /// <param name="networkOf">Creates the network for the shape of the data.</param>
    /// <exception cref="ExperimentException">A task has no file, or a file is malformed.</exception>
    public StoryTask(
        TrainingRequest request, string kind, StoryFolder folder, StoryExperiment experiment, Func<StoryShape, StoryNetwork> networkOf)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(networkOf);
        (_request, _kind, _experiment) = (request, kind, experiment);
        var training = experiment.Tasks.SelectMany(task => Read(folder, task, StorySplit.Train)).ToArray();
        var validation = experiment.Tasks.SelectMany(task => Read(folder, task, StorySplit.Validation)).ToArray();
        if (experiment.Anonymous)
        {
            _slots = new StorySlots();
            (training, validation) = ([.. training.Select(Anonymize)], [.. validation.Select(Anonymize)]);
        }

        if (training.Length == 0 || validation.Length == 0)
            throw new ExperimentException($"Of the stories of tasks {string.Join(", ", experiment.Tasks)} {experiment.HeldOut:P0} leave "
                + $"{training.Length} questions to train on and {validation.Length} to validate on; each needs one.");
        _strangers = [.. experiment.Tasks.Where(task => folder.Find(task, StorySplit.Validation) is not null)];
        Data = [.. experiment.Tasks.SelectMany(task => DescribeFiles(folder, task))];

        string[] texts = [.. training.SelectMany(one => one.Question.Story.Append(one.Question.Text)).Distinct(StringComparer.Ordinal)];
        _answers =
            [.. training.Select(one =>
                one.Question.Answer).Concat((
                    _slots is null ? [] : StorySlots.Answers)).DistinctBy(MemoryEncoder.AnswerOf).Order(StringComparer.Ordinal)];
        _numberOf = _answers.Index()
            .ToDictionary(answer => MemoryEncoder.AnswerOf(answer.Item), answer => answer.Index, StringComparer.Ordinal);
        var buckets = kind == ModelKinds.MemoryNetwork ? experiment.MemoryNetwork.UnseenWords : 0;
        // When unseen words have ids of their own, the vocabulary includes punctuation, so that none counts as an unseen word.
        var words = texts.SelectMany(Tokenizer.Tokenize).Where(token => buckets > 0 || IsWord(token))
            // A memory network writes an answer word by word, so with slots a list of things needs no id of its own.
            .Concat(_slots is not null && kind == ModelKinds.MemoryNetwork ? [] : _numberOf.Keys);
        var longest = texts.Max(text => Tokenizer.Tokenize(text).Count);
        if (_slots is not null)
            (words, longest) = (words.Concat(StoryGrammar.Slots), Math.Max(longest, StorySlots.LongestText));
        _encoder = new MemoryEncoder(Vocabulary.Build(words, int.MaxValue), buckets, longest);

        torch.manual_seed((ulong)TrainingLoop.HashCodeOf(Settings.Seed, 0));
        _network = networkOf(new StoryShape
        {
            Words = _encoder.Vocabulary.Count,
            Answers = [.. _answers.Select(answer => (long)_encoder.Vocabulary.IdOf(MemoryEncoder.AnswerOf(answer)))],
            AnswerWords = AnswerWords(),
            FewestSupporting = training.Min(one => one.Question.Supporting.Distinct().Count()),
            MostSupporting = training.Max(one => one.Question.Supporting.Distinct().Count()),
            LongestText = longest,
            MaxMemories = experiment.MaxMemories,
        });
        var encoded = new Dictionary<string, long[]>(StringComparer.Ordinal);
        _training = [.. training.Select(one => Encode(one, encoded))];
        _validation = [.. validation.Select(one => Encode(one, encoded))];
        _slots?.Number(_encoder.Vocabulary, _numberOf);
    }

    // The last phase trains as the experiment says. Earlier phases (linear start) keep the learning rate constant.
    public TrainingSettings Settings => _phase is 0 || _phase == Phases
        ? _experiment.Training
        : _experiment.Training with { Epochs = _experiment.EndToEnd.LinearStartEpochs, LearningRateDecay = 1 };

    public int Phases => _network.Phases;

    public IReadOnlyList<TrainingData> Data { get; }

    public Module Model => _network;

    public int Examples => _training.Count;

    public string ValidationMetric => "accuracy";

    public bool LossIsSum => true;

    public void BeginPhase(int phase)
    {
        _phase = phase;
        _network.BeginPhase(phase);
    }

    public void BeginEpoch(int epoch) => _epoch = epoch;

    // A batch takes as many hops as its question with the most supporting sentences, so their number dominates the size.
    public int SizeOf(int example) =>
        (_training[example].Supporting.Length * _experiment.MaxMemories) + _training[example].Encoded.Keys.Count;

    public Tensor Loss(ReadOnlySpan<int> examples)
    {
        var questions = new LearnedQuestion[examples.Length];
        for (var i = 0; i < questions.Length; i++)
            questions[i] = _slots is null ? _training[examples[i]] : Redraw(_training[examples[i]], examples[i]);
        return _network.Loss(new StoryBatch(
            MemoryBatch.Of([.. questions.Select(question => question.Encoded)]),
            [.. questions.Select(question => (long)question.Answer)],
            [.. questions.Select(question => question.Supporting)],
            new Random(TrainingLoop.HashCodeOf(TrainingLoop.HashCodeOf(Settings.Seed, _epoch), examples[0]))));
    }

    /// <summary>Accuracy is the mean over tasks.</summary>
    public IReadOnlyDictionary<string, double> Validate()
    {
        var answered = Answer(_validation);
        _confidence = PlattScaling.Fit(Given(answered));
        return new Dictionary<string, double> { [ValidationMetric] = 1 - ErrorsOf(answered).Values.Average() };
    }

    public IReadOnlyDictionary<string, double> Evaluate()
    {
        if (_experiment.HalfWeights)
            RoundToHalf();
        var answered = Answer(_validation);
        var all = Given(answered);
        _confidence = PlattScaling.Fit(all);
        var errors = ErrorsOf(answered);
        var metrics = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["training.error"] = ErrorsOf(Answer(Spread(_training, MostTrainingQuestions))).Values.Average(),
            ["validation.error"] = errors.Values.Average(),
            ["validation.ece"] = AnswerScores.CalibrationError(all, _confidence),
        };
        foreach (var (task, error) in errors)
            metrics[string.Create(CultureInfo.InvariantCulture, $"validation.qa{task}.error")] = error;
        return metrics;
    }

    /// <summary>Rounds the weights to 16 bits, so that evaluation and parity see them as stored.</summary>
    private void RoundToHalf()
    {
        foreach (var (_, parameter) in _network.named_parameters())
        {
            using var rounded = torch.tensor(Array.ConvertAll(parameter.ToFloat32(), value => (float)(Half)value), parameter.shape);
            parameter.Assign(rounded);
        }
    }

    public ModelManifest Describe() => new()
    {
        Name = _request.Name,
        Version = "0",
        Kind = _kind,
        Inputs = MemoryInterface.InputsOf(AnswerSource.Listed),
        Outputs = MemoryInterface.OutputsOf(_network.Hops, _answers.Count),
        // Every bAbI question has an answer, so none is declined. A question about strangers is answered when the answer is more likely
        // right than wrong.
        Parameters = new SortedDictionary<string, JsonElement>(
            MemoryPackage.ParametersOf(_encoder, MemorySource.Stories, _experiment.MaxMemories, _confidence,
                unansweredBelow: _slots is null ? 0 : 0.5f), StringComparer.Ordinal)
        {
            [MemoryInterface.AnonymousParameter] = JsonSerializer.SerializeToElement(_experiment.Anonymous),
            [TasksParameter] = JsonSerializer.SerializeToElement(_experiment.Tasks),
            [HeldOutParameter] = JsonSerializer.SerializeToElement(_experiment.HeldOut),
            [SplitSeedParameter] = JsonSerializer.SerializeToElement(_experiment.SplitSeed),
        },
        Training = new ModelTraining
        {
            Command = _request.Command,
            Seed = _experiment.Training.Seed,
            Data = Data,
        },
    };

    public void WriteFiles(string directory)
    {
        _network.Export(_experiment.HalfWeights).Save(Path.Combine(directory, ModelManifest.NetworkFileName));
        ManifestJson.Write(Path.Combine(directory, MemoryInterface.VocabularyFileName), _encoder.Vocabulary.Words);
        ManifestJson.Write(Path.Combine(directory, MemoryInterface.AnswersFileName), _answers);
        if (_slots is not null)
            ManifestJson.Write(Path.Combine(directory, MemoryInterface.FormsFileName), _slots.Forms.Threes);
    }

    /// <summary>A thousand questions, spread over the tasks, and one question without a story.</summary>
    public IReadOnlyList<ParityCase> ParityCases()
    {
        var questions = Spread([.. _validation, .. _training], ParityQuestions).Select(question => question.Encoded)
            .Append(_encoder.Encode(new MemoryQuestion("?", []), AnswerSource.Listed));
        return [.. questions.Chunk(EvaluationBatch).Select(ParityCaseOf)];
    }

    public void Dispose() => _network.Dispose();

    private (int Task, StoryQuestion Question) Anonymize((int Task, StoryQuestion Question) one) => (one.Task, _slots!.Read(one.Question));

    /// <summary>The same question with its slots permuted.</summary>
    private LearnedQuestion Redraw(LearnedQuestion question, int example)
    {
        var draw = _slots!.Draw(new Random(TrainingLoop.HashCodeOf(TrainingLoop.HashCodeOf(Settings.Seed, _epoch), example)));
        var encoded = question.Encoded;
        long[][] sentences = [.. encoded.Keys.Select(draw.Of)];
        return question with
        {
            Encoded = encoded with { Question = draw.Of(encoded.Question), Keys = sentences, Values = sentences },
            Answer = draw.AnswerOf(question.Answer),
        };
    }

    private IEnumerable<(int Task, StoryQuestion Question)> Read(StoryFolder folder, int task, StorySplit part) =>
        folder.Read(task, part, _experiment.HeldOut, _experiment.SplitSeed).Select(question => (task, question));

    private static IEnumerable<TrainingData> DescribeFiles(StoryFolder folder, int task) =>
        new[] { StorySplit.Train, StorySplit.Validation }.Select(part => folder.Find(task, part)).OfType<string>()
            .Select(file => TrainingData.Of(file, BabiFile.Read(file).Count));

    // Drops punctuation, as the authors' code does.
    private static bool IsWord(string token) => token.Any(char.IsLetterOrDigit);

    private long[][] AnswerWords()
    {
        var beyond = new Dictionary<string, long>(StringComparer.Ordinal);
        long IdOf(string word) => _encoder.Vocabulary.Contains(word) ? _encoder.Vocabulary.IdOf(word)
            : beyond.TryGetValue(word, out var id) ? id : beyond[word] = _encoder.Count + beyond.Count;
        return [.. _answers.Select(answer => Tokenizer.Tokenize(answer).Where(IsWord).Select(IdOf).ToArray())];
    }

    private LearnedQuestion Encode((int Task, StoryQuestion Question) one, Dictionary<string, long[]> encoded)
    {
        long[] Ids(string text) => encoded.TryGetValue(text, out var ids) ? ids : encoded[text] = _encoder.Encode(text);
        var question = one.Question;
        long[][] sentences =
            [.. MemoryQuestion.About(question.Text, question.Story, _experiment.MaxMemories).Memories.Select(memory => Ids(memory.Key))];
        return new LearnedQuestion(
            one.Task,
            new EncodedQuestion { Question = Ids(question.Text), Keys = sentences, Values = sentences, Candidates = [] },
            _numberOf.GetValueOrDefault(MemoryEncoder.AnswerOf(question.Answer), -1),
            [.. question.Supporting.Select(place => question.Story.Count - 1 - place)]);
    }

    /// <summary>At most this many of the questions, evenly spaced, so that each task keeps its share.</summary>
    private static LearnedQuestion[] Spread(IReadOnlyList<LearnedQuestion> questions, int most)
    {
        var step = (questions.Count + most - 1) / most;
        return [.. questions.Where((_, i) => i % step == 0)];
    }

    private List<StoryAnswered> Answer(IReadOnlyList<LearnedQuestion> questions)
    {
        var answered = new List<StoryAnswered>(questions.Count);
        foreach (var chunk in questions.Chunk(EvaluationBatch))
        {
            using var scope = torch.NewDisposeScope();
            // [B, A]
            var probabilities = _network.Predict(MemoryBatch.Of([.. chunk.Select(question => question.Encoded)])).probabilities.ToFloat32();
            for (var row = 0; row < chunk.Length; row++)
            {
                var answers = probabilities.AsSpan(row * _answers.Count, _answers.Count);
                var best = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(answers);
                var certainty = _slots is null ? AnswerConfidence.LogitOf(answers, AnswerSource.Listed)
                    : AnswerConfidence.LogitOf(answers[best]);
                answered.Add(
                    new StoryAnswered(
                        chunk[row].Task, _answers[best], new AnsweredQuestion(certainty, best == chunk[row].Answer, IsAnswerable: true)));
            }
        }

        return answered;
    }

    /// <summary>The answers that calibrate the scores. With slots they exclude "unknown" and come, where possible, from tasks with a
    /// validation file of their own, whose names and places are not in the training stories.</summary>
    private AnsweredQuestion[] Given(IReadOnlyCollection<StoryAnswered> answered)
    {
        var given = answered.Where(one => _slots is null || one.Answer != StrangerStories.NotTold).ToArray();
        var strangers = given.Where(one => _slots is not null && _strangers.Contains(one.Task)).ToArray();
        return [.. (strangers.Length > 0 ? strangers : given).Select(one => one.Answered)];
    }

    /// <summary>Share of wrong answers per task.</summary>
    private static SortedDictionary<int, double> ErrorsOf(IEnumerable<StoryAnswered> answered) =>
        new(answered.GroupBy(one => one.Task).ToDictionary(task => task.Key, task => task.Average(one => one.Answered.IsRight ? 0.0 : 1)));

    private ParityCase ParityCaseOf(EncodedQuestion[] questions) =>
        MemoryPackage.ParityCaseOf(MemoryBatch.Of(questions), _network.Predict, AnswerSource.Listed);

    /// <param name="Task">Number of the question's task.</param>
    /// <param name="Answer">The most probable answer.</param>
    /// <param name="Answered">Certainty of the answer, and whether it is right.</param>
    private sealed record StoryAnswered(int Task, string Answer, AnsweredQuestion Answered);

    /// <param name="Task">Number of its task.</param>
    /// <param name="Encoded">Question and story.</param>
    /// <param name="Answer">Number of its answer; -1 when training does not have it.</param>
    /// <param name="Supporting">Ages of its supporting sentences; 0 is the latest sentence.</param>
    private sealed record LearnedQuestion(int Task, EncodedQuestion Encoded, int Answer, int[] Supporting);
}
