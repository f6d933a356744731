using System.Text.Json;
using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Search;
using Engram.ModelStore;
using Engram.ModelStore.Attributes;
using Engram.Training.Loop;
using Engram.Training.Models;
using Engram.Training.Torch;

namespace Engram.Training.Recipes.Attributes;

/// <summary>Trains an <see cref="AttributeNetwork"/> on captioned pictures. Each word of the vocabulary is a separate yes-or-no decision,
/// because several words describe a picture. Shape letters are explained in AttributeNetwork.cs.</summary>
public sealed class AttributeTask : ITrainingSession
{
    private const int ParityPictures = 200;
    private const int EvaluationBatch = 256;
    private const double SmallestDeviation = 1e-3;

    private readonly TrainingRequest _request;
    private readonly AttributeExperiment _experiment;
    private readonly TaggerDataSet _data;
    private readonly IReadOnlyList<CaptionedPicture> _training;
    private readonly IReadOnlyList<CaptionedPicture> _validation;
    private readonly IReadOnlyList<CaptionedPicture> _test;
    private readonly Dictionary<LabelledPost, float[]> _pooled = new(ReferenceEqualityComparer.Instance);
    private readonly IReadOnlyList<string> _words;
    private readonly Dictionary<string, int> _idOf;
    private readonly AttributeNetwork _model;

    /// <exception cref="ExperimentException">A split has no captioned picture with features, or too few words describe the training
    /// pictures.</exception>
    public AttributeTask(TrainingRequest request, AttributeExperiment experiment, TaggerDataSet data, WordNet wordNet)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(experiment);
        (_request, _experiment, _data) = (request, experiment, data);
        var pictures = CaptionedPicture.Among(data.Posts, wordNet).ToLookup(picture => picture.Post.Split);
        (_training, _validation, _test) = ([.. pictures[DataSplit.Train]], [.. pictures[DataSplit.Valid]], [.. pictures[DataSplit.Test]]);
        if (_training.Count == 0 || _validation.Count == 0 || _test.Count == 0)
        {
            throw new ExperimentException(
                $"{data.Directory} has {_training.Count} captioned pictures to train on, {_validation.Count} to validate and "
                    + $"{_test.Count} to measure on; one of each at least is needed.");
        }

        _words = [.. _training.SelectMany(picture => picture.Words)
            .CountBy(word => word, StringComparer.Ordinal)
            .Where(word => word.Value >= experiment.WordMinimumCount)
            .OrderByDescending(word => word.Value).ThenBy(word => word.Key, StringComparer.Ordinal)
            .Take(experiment.Words)
            .Select(word => word.Key)];
        if (_words.Count < AttributeInterface.Attributes)
            throw new ExperimentException($"Only {_words.Count} nouns and adjectives describe {experiment.WordMinimumCount} training "
                + $"pictures or more; a picture gets {AttributeInterface.Attributes}. Lower \"wordMinimumCount\".");
        _idOf = _words.Index().ToDictionary(word => word.Item, word => word.Index, StringComparer.Ordinal);
        PoolAll();
        torch.manual_seed((ulong)experiment.Training.Seed);
        var (mean, deviation) = SpreadOfFeatures();
        _model = new AttributeNetwork(mean, deviation, _words.Count, experiment.Dropout);
        StartFromFrequencies();
    }

    public TrainingSettings Settings => _experiment.Training;

    public IReadOnlyList<TrainingData> Data => _data.Description.Sources;

    public Module Model => _model;

    public int Examples => _training.Count;

    public string ValidationMetric => "minus-loss";

    public bool LossIsSum => true;

    public void BeginEpoch(int epoch)
    {
    }

    public Tensor Loss(ReadOnlySpan<int> examples)
    {
        var pictures = new CaptionedPicture[examples.Length];
        for (var i = 0; i < pictures.Length; i++)
            pictures[i] = _training[examples[i]];
        return Loss(pictures);
    }

    public IReadOnlyDictionary<string, double> Validate()
    {
        var loss = 0.0;
        foreach (var pictures in _validation.Chunk(EvaluationBatch))
        {
            using var scope = torch.NewDisposeScope();
            loss += Loss(pictures).item();
        }

        return new Dictionary<string, double>(
            CaptionedPicture.Score(_validation, Predict(_validation))) { [ValidationMetric] = -loss / _validation.Count };
    }

    public IReadOnlyDictionary<string, double> Evaluate()
    {
        var metrics = new SortedDictionary<string, double>(StringComparer.Ordinal);
        IReadOnlyList<string> mostFrequent = [.. _words.Take(AttributeInterface.Attributes)];
        Add("", Predict(_test));
        Add("most-frequent.", [.. _test.Select(_ => mostFrequent)]);
        return metrics;

        void Add(string prefix, IReadOnlyList<IReadOnlyList<string>> named)
        {
            foreach (var (metric, value) in CaptionedPicture.Score(_test, named))
                metrics[prefix + metric] = value;
        }
    }

    public ModelManifest Describe() => new()
    {
        Name = _request.Name,
        Version = "",
        Kind = ModelKinds.Attributes,
        Inputs = AttributeInterface.InputsOf(_data.Description.Channels),
        Outputs = AttributeInterface.OutputsOf(_words.Count),
        Parameters = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            [AttributeInterface.BackboneParameter] = JsonSerializer.SerializeToElement(_data.Description.Backbone),
            ["experiment"] = JsonSerializer.SerializeToElement(_experiment, ManifestJson.Options),
        },
        Training = new ModelTraining { Command = _request.Command, Seed = _experiment.Training.Seed, Data = Data },
    };

    public void WriteFiles(string directory)
    {
        _model.Export().Save(Path.Combine(directory, ModelManifest.NetworkFileName));
        ManifestJson.Write(Path.Combine(directory, AttributeInterface.WordsFileName), _words);
    }

    public IReadOnlyList<ParityCase> ParityCases() => [.. _test.Take(ParityPictures).Select(ParityCaseOf)];

    public void Dispose()
    {
        _model.Dispose();
        _data.Dispose();
    }

    // Pooling has no learned weights. Pooling every picture once keeps only 1/49 of the features in memory.
    private void PoolAll()
    {
        foreach (var picture in _training.Concat(_validation).Concat(_test))
        {
            using var scope = torch.NewDisposeScope();
            _pooled[picture.Post] = AttributeNetwork.Pool(Regions(picture)).ToFloat32();
        }
    }

    /// <summary>Mean and standard deviation of each pooled feature over the training pictures, each [C].</summary>
    private (float[] Mean, float[] Deviation) SpreadOfFeatures()
    {
        var channels = _data.Description.Channels;
        var (sum, squares) = (new double[channels], new double[channels]);
        foreach (var picture in _training)
        {
            foreach (var (channel, value) in _pooled[picture.Post].Index())
            {
                sum[channel] += value;
                squares[channel] += (double)value * value;
            }
        }

        var mean = sum.Select(total => total / _training.Count).ToArray();
        // A feature that is constant over the training pictures carries no information and is not scaled.
        var deviation = squares.Zip(mean, (total, average) => Math.Sqrt(Math.Max(0, (total / _training.Count) - (average * average))))
            .Select(one => one > SmallestDeviation ? (float)one : 1f);
        return ([.. mean.Select(value => (float)value)], [.. deviation]);
    }

    /// <summary>Initializes each word's bias to the log odds of its frequency, so that training need not learn the frequencies
    /// first.</summary>
    private void StartFromFrequencies()
    {
        using var scope = torch.NewDisposeScope();
        var counts = _training.SelectMany(picture => picture.Words).CountBy(word => word, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
        var odds = _words.Select(word => (float)Math.Log(counts[word] / (_training.Count + 1.0 - counts[word])));
        _model.Words.bias!.Assign(torch.tensor([.. odds], [_words.Count]));
    }

    private ParityCase ParityCaseOf(CaptionedPicture picture)
    {
        var regions = Regions(picture);
        var scores = _model.forward(AttributeNetwork.Pool(regions)).sigmoid();
        return new ParityCase(
            [new(AttributeInterface.RegionsInput, regions.ToFloat32(), [1, KeyphraseInterface.GridRegions, _data.Description.Channels])],
            [new(AttributeInterface.ScoresOutput, scores.ToFloat32())]);
    }

    private Tensor Loss(CaptionedPicture[] pictures) =>
        torch.nn.functional.binary_cross_entropy_with_logits(_model.forward(Pooled(pictures)), Targets(pictures));

    /// <summary>[1,R,C].</summary>
    private Tensor Regions(CaptionedPicture picture) =>
        torch.tensor(_data.ReadGrid(picture.Post.Grid!.Value), [1, KeyphraseInterface.GridRegions, _data.Description.Channels]);

    /// <summary>[B,C].</summary>
    private Tensor Pooled(IReadOnlyList<CaptionedPicture> pictures) =>
        torch.tensor([.. pictures.SelectMany(picture => _pooled[picture.Post])], [pictures.Count, _data.Description.Channels]);

    /// <summary>[B,W]: 1 for each word of a picture, else 0.</summary>
    private Tensor Targets(CaptionedPicture[] pictures)
    {
        var targets = new float[pictures.Length * _words.Count];
        foreach (var (row, picture) in pictures.Index())
        {
            foreach (var word in picture.Words)
            {
                if (_idOf.TryGetValue(word, out var id))
                    targets[(row * _words.Count) + id] = 1;
            }
        }

        return torch.tensor(targets, [pictures.Length, _words.Count]);
    }

    private List<IReadOnlyList<string>> Predict(IReadOnlyList<CaptionedPicture> pictures)
    {
        var named = new List<IReadOnlyList<string>>(pictures.Count);
        foreach (var batch in pictures.Chunk(EvaluationBatch))
        {
            using var scope = torch.NewDisposeScope();
            var logits = _model.forward(Pooled(batch)).ToFloat32();                                        // [B,W]
            for (var row = 0; row < batch.Length; row++)
                named.Add(
                    [.. BestLabels.Of(logits.AsSpan(row * _words.Count, _words.Count),
                        AttributeInterface.Attributes).Select(word => _words[word])]);
        }

        return named;
    }
}
