using System.Text.Json;
using Engram.ModelPackage;
using Engram.ModelPackage.Keyphrases;
using Engram.Trainer.Models;
using Engram.Trainer.Torch;
using Engram.Trainer.Training;
using F = Engram.Trainer.Torch.torch.nn.functional;

namespace Engram.Trainer.Keyphrases;

/// <summary>
/// A <see cref="KeyphraseTagger"/> on a data set: soft-target cross-entropy over a post's keyphrases; the epoch is best whose F1@1 + F1@3 on the
/// validation posts is, in the mean of the sources, so that a large source does not decide alone; figures for each source on the test posts.
/// </summary>
public sealed class KeyphraseTaggerTask : ITrainingTask
{
    /// <summary>Posts by which the exported network is compared: enough for every mix of modalities and lengths.</summary>
    private const int ParityPosts = 96;

    private readonly TrainingRequest _request;
    private readonly TaggerExperiment _experiment;
    private readonly TaggerDataSet _data;
    private readonly TaggerCorpus _corpus;
    private readonly TaggerBatches _batches;
    private readonly LabelledPost[] _training;
    private readonly IReadOnlyList<LabelledPost> _validation;
    private readonly IReadOnlyList<LabelledPost> _test;
    private readonly KeyphraseTagger _model;
    private Random _random;

    /// <exception cref="ExperimentException">The data has no posts to train, validate or test on.</exception>
    public KeyphraseTaggerTask(TrainingRequest request, TaggerExperiment experiment, TaggerDataSet data)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(data);
        (_request, _experiment, _data) = (request, experiment, data);
        _corpus = new TaggerCorpus(data, experiment);
        _batches = new TaggerBatches(_corpus, experiment);
        _training = [.. _corpus.Of(DataSplit.Train).Where(post => _corpus.LabelsOf(post).Count > 0)];
        _validation = _corpus.Of(DataSplit.Valid);
        _test = _corpus.Of(DataSplit.Test);
        if (_training.Length == 0 || _validation.Count == 0 || _test.Count == 0)
        {
            throw new ExperimentException(
                $"{data.Directory} has {_training.Length} training posts with a keyphrase seen {experiment.LabelMinimumCount} times or more, {_validation.Count} " +
                $"validation posts and {_test.Count} test posts; one of each at least is needed.");
        }

        _random = RandomOf(epoch: 0);
        torch.manual_seed((ulong)experiment.Training.Seed);
        _model = new KeyphraseTagger(
            new KeyphraseTaggerShape(
                _corpus.Vocabulary.Count, _corpus.Labels.Count, _corpus.Channels, experiment.EmbeddingWidth, experiment.HiddenUnits, experiment.Layers,
                experiment.Heads, experiment.HeadWidth, experiment.Attributes, experiment.Vision),
            experiment.Dropout,
            experiment.AttentionDropout);
    }

    public TrainingSettings Settings => _experiment.Training;

    public Module Model => _model;

    public int Examples => _training.Length;

    public string ValidationMetric => "selection";

    public void BeginEpoch(int epoch) => _random = RandomOf(epoch);

    public Tensor Loss(ReadOnlySpan<int> examples)
    {
        var posts = new LabelledPost[examples.Length];
        for (var i = 0; i < posts.Length; i++)
            posts[i] = _training[examples[i]];
        var (logits, _) = Forward(_batches.HideWords(_batches.Encode(posts), _random));
        return F.cross_entropy_soft(logits, _batches.Targets(posts));
    }

    public IReadOnlyDictionary<string, double> Validate()
    {
        var sources = TaggerScores.BySource(Predict(_validation));
        return sources.SelectMany(source => Named(source.Key, source.Value))
            .Prepend(new(ValidationMetric, sources.Values.Average(scores => scores.F1At1 + scores.F1At3)))
            .ToDictionary();
    }

    /// <summary>Scores of this model, and of the baseline that reads nothing, on the test posts of each source.</summary>
    public IReadOnlyDictionary<string, double> Evaluate() => TaggerScores.BySource(Predict(_test)).SelectMany(source => Named(source.Key, source.Value))
        .Concat(TaggerScores.BySource(MostFrequentLabels.Predict(_corpus, _test)).SelectMany(source => Named($"most-frequent.{source.Key}", source.Value)))
        .ToDictionary();

    public ModelManifest Describe() => new()
    {
        Name = _request.Name,
        Version = "",
        Kind = ModelKinds.KeyphraseTagger,
        Inputs = TaggerInterface.InputsOf(_corpus.Channels),
        Outputs = TaggerInterface.OutputsOf(_corpus.Labels.Count),
        Parameters = ParametersOfPackage(),
        Training = new ModelTraining
        {
            Command = _request.Command,
            Seed = _experiment.Training.Seed,
            Data = [.. _data.Description.Sources, FileOf(TaggerDataSet.PostsFileName), FileOf(TaggerDataSet.GridFileName)],
        },
    };

    public void WriteFiles(string directory)
    {
        File.WriteAllBytes(Path.Combine(directory, ModelManifest.NetworkFileName), KeyphraseTaggerGraph.Export(_model));
        ManifestJson.Write(Path.Combine(directory, TaggerInterface.VocabularyFileName), _corpus.Vocabulary.Words);
        ManifestJson.Write(Path.Combine(directory, TaggerInterface.LabelsFileName), _corpus.Labels);
    }

    public IReadOnlyList<ParityCase> ParityCases()
    {
        // Test posts in turns from the front and the back: the sources lie one after the other.
        var posts = _test.Zip(_test.Reverse(), (first, last) => new[] { first, last }).SelectMany(pair => pair).Take(ParityPosts).ToArray();
        return [.. _batches.InOrder(posts).Select(ParityCaseOf)];
    }

    public void Dispose()
    {
        _model.Dispose();
        _data.Dispose();
    }

    private ParityCase ParityCaseOf(LabelledPost[] posts)
    {
        var batch = _batches.Encode(posts);
        var (logits, tokenAttention) = Forward(batch);
        return TaggerParity.CaseOf(batch, _corpus.Channels, logits, tokenAttention);
    }

    private (Tensor Logits, Tensor TokenAttention) Forward(TaggerBatch batch) => _model.forward(TaggerBatches.ToTensors(batch, _corpus.Channels));

    /// <summary>The five best phrases of each post.</summary>
    private List<(LabelledPost Post, IReadOnlyList<string> Phrases)> Predict(IReadOnlyList<LabelledPost> posts)
    {
        var count = Math.Min(TaggerScores.RankedPhrases, _corpus.Labels.Count);
        var predictions = new List<(LabelledPost, IReadOnlyList<string>)>(posts.Count);
        foreach (var batch in _batches.InOrder(posts))
        {
            using var scope = torch.NewDisposeScope();
            var labels = Forward(_batches.Encode(batch)).Logits.topk(count).indexes.ToInt64();
            for (var row = 0; row < batch.Length; row++)
                predictions.Add((batch[row], [.. labels.Skip(row * count).Take(count).Select(label => _corpus.Labels[(int)label])]));
        }

        return predictions;
    }

    private static IEnumerable<KeyValuePair<string, double>> Named(string source, TaggerScores scores) =>
    [
        new($"{source}.posts", scores.Posts), new($"{source}.f1@1", scores.F1At1), new($"{source}.f1@3", scores.F1At3), new($"{source}.map@5", scores.MapAt5),
    ];

    private SortedDictionary<string, JsonElement> ParametersOfPackage()
    {
        var parameters = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            [TaggerInterface.LongestPostParameter] = JsonSerializer.SerializeToElement(_experiment.LongestPost),
            [TaggerInterface.ChannelsParameter] = JsonSerializer.SerializeToElement(_corpus.Channels),
            ["experiment"] = JsonSerializer.SerializeToElement(_experiment, ManifestJson.Options),
        };
        if (_data.Description.Backbone is { } backbone)
            parameters[TaggerInterface.BackboneParameter] = JsonSerializer.SerializeToElement(backbone);
        return parameters;
    }

    private TrainingData FileOf(string name)
    {
        var rows = name == TaggerDataSet.GridFileName ? _data.Posts.Count(post => post.Grid is not null) : _data.Posts.Count;
        return new TrainingData { Name = name, Sha256 = InstalledModel.Hash(Path.Combine(_data.Directory, name)), Rows = rows };
    }

    private Random RandomOf(int epoch) => new(TrainingLoop.HashCodeOf(_experiment.Training.Seed, epoch));
}
