using System.Text.Json;
using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Ranking;
using Engram.ModelStore;
using Engram.OnnxGraph.Keyphrases;
using Engram.Text;
using Engram.Training.Loop;
using Engram.Training.Models;
using Engram.Training.Torch;

namespace Engram.Training.Recipes.Keyphrases;

/// <summary>Trains a <see cref="M3hAtt"/> as the released code does (train.py, run_batches.py): one example for each keyphrase of a post;
/// the losses of generator and classifier are summed, also over the batch; in the second phase only the generator learns.</summary>
public sealed class KeyphraseTask : ITrainingSession
{
    /// <summary>Added to a probability before its logarithm is taken, as released.</summary>
    public const double LeastProbability = 1e-8;

    /// <summary>Posts in the parity check of the exported networks.</summary>
    private const int ParityPosts = 200;

    private readonly TrainingRequest _request;
    private readonly KeyphraseExperiment _experiment;
    private readonly KeyphraseData _data;
    private readonly KeyphraseCorpus _corpus;
    private readonly M3hAtt _model;
    private readonly ClassWords _classWords;
    private IReadOnlyList<(LabelledPost Post, string Phrase)> _training;
    private readonly IReadOnlyList<(LabelledPost Post, string Phrase)> _validation;
    private readonly TaggedPostMemory? _memory;
    private PhraseRanker? _mixture;
    private int _phase = 1;
    private Random _random;

    /// <exception cref="ExperimentException">The data lacks posts to train or measure on, or something the experiment reads, or the word
    /// vectors are not installed.</exception>
    public KeyphraseTask(TrainingRequest request, KeyphraseExperiment experiment, KeyphraseData data)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(experiment);
        (_request, _experiment, _data) = (request, experiment, data);
        _corpus = new KeyphraseCorpus(data, experiment);
        _random = RandomOf(epoch: 0);
        _training = experiment.DrawPhrases ? Drawn(_corpus.Training) : Examples(_corpus.Training);
        _validation = Examples(_corpus.Validation);
        if (_training.Count == 0 || _validation.Count == 0 || _corpus.Test.Count == 0)
        {
            throw new ExperimentException(
                $"There are {_corpus.Training.Count} posts to train on, {_corpus.Validation.Count} to validate and {_corpus.Test.Count} "
                    + "to measure on; one of each at least is needed.");
        }

        if (experiment.Regions == RegionSource.Objects && !data.HasObjects)
            throw new ExperimentException("The data holds no objects of pictures: give a prepared folder; where one holds grids alone, "
                + "run 'engram-lab data prepare' anew. Or set \"regions\": \"grid\".");
        if (experiment.Mixture && ReferenceEquals(_corpus.Validation, _corpus.Test))
            throw new ExperimentException("A mixture is fitted on posts held out of training; set \"heldOut\": 0.1.");
        if (experiment.Neighbours is { } neighbours)
            _memory = new TaggedPostMemory([.. _corpus.Training, .. _corpus.Validation], neighbours, experiment);
        _classWords = new ClassWords(_corpus.LabelWords(), ClassSettings);
        torch.manual_seed((ulong)experiment.Training.Seed);
        _model = new M3hAtt(experiment.ShapeOf(_corpus.Vocabulary.Count, _corpus.Labels.Count, _corpus.Channels ?? 0));
        if (experiment.WordVectors is not null)
            StartFrom(GloveVectors.Read(_corpus.Vocabulary.Words.ToHashSet(StringComparer.Ordinal)));
    }

    public TrainingSettings Settings => _phase == 1 ? _experiment.Training : _experiment.SecondPhase!;

    public int Phases => _experiment.SecondPhase is null ? 1 : 2;

    public IReadOnlyList<TrainingData> Data => _data.Sources;

    public Module Model => _model;

    int ITrainingSession.Examples => _training.Count;

    public bool LossIsSum => true;

    public string ValidationMetric => "minus-loss";

    private ClassWordsSettings ClassSettings => new() { Labels = _experiment.ClassLabels, Weight = (float)_experiment.ClassWeight };

    private double CopyWeight => _phase == 1 ? 1 : _experiment.CopyWeight;

    public void BeginPhase(int phase)
    {
        _phase = phase;
        if (phase == 2)
            _model.FreezeAllButGenerator(_experiment.UnusedLayer);
    }

    public void BeginEpoch(int epoch)
    {
        _random = RandomOf(epoch);
        if (_experiment.DrawPhrases)
            _training = Drawn(_corpus.Training);
    }

    public int SizeOf(int example) => _corpus.Encode(_training[example].Post).Tokens.Length;

    public Tensor Loss(ReadOnlySpan<int> examples)
    {
        var pairs = new (LabelledPost, string)[examples.Length];
        for (var i = 0; i < pairs.Length; i++)
            pairs[i] = _training[examples[i]];
        var losses = LossesOf(pairs, hideWords: true);
        return losses.Sum(_experiment.HeadDiversity);
    }

    public IReadOnlyDictionary<string, double> Validate()
    {
        var (generator, classifier) = (0.0, 0.0);
        foreach (var pairs in _validation.OrderBy(pair => _corpus.Encode(pair.Post).Tokens.Length).Chunk(Settings.BatchExamples))
        {
            using var scope = torch.NewDisposeScope();
            var losses = LossesOf(pairs, hideWords: false);
            generator += losses.Generator?.item() ?? 0;
            classifier += losses.Classifier?.item() ?? 0;
        }

        return new Dictionary<string, double>
        {
            [ValidationMetric] = -(generator + classifier) / _validation.Count,
            ["generator-loss"] = generator / _validation.Count,
            ["classifier-loss"] = classifier / _validation.Count,
        };
    }

    public IReadOnlyDictionary<string, double> Evaluate()
    {
        if (_experiment.HalfWeights)
            RoundWeights();
        var heldOut = _experiment.Mixture ? Predictor().Predict(_corpus.Validation) : [];
        var evaluation = new KeyphraseEvaluation(_experiment, _corpus, _model, _memory);
        _mixture = _experiment.Mixture ? evaluation.FitMixture(heldOut, without: null) : null;
        return evaluation.Figures(PredictTest(), heldOut, _mixture);
    }

    /// <summary>Predictions for the test posts. Like <see cref="Evaluate"/>, needs evaluation mode and no gradients.</summary>
    public IReadOnlyList<PostPredictions> PredictTest() => Predictor().Predict(_corpus.Test);

    public ModelManifest Describe()
    {
        int? width = _model.Generator is null ? null : _model.Shape.Width;
        int? labels = _model.Classifier is null ? null : _corpus.Labels.Count;
        return new ModelManifest
        {
            Name = _request.Name,
            Version = "",
            Kind = ModelKinds.Keyphrases,
            Inputs = KeyphraseInterface.InputsOf(_experiment.Attributes, _corpus.Channels),
            Outputs = KeyphraseInterface.OutputsOf(labels, width, _corpus.Channels is not null),
            FurtherNetworks = width is not { } d ? new SortedDictionary<string, NetworkSpec>()
                : new SortedDictionary<string, NetworkSpec>(StringComparer.Ordinal)
            {
                [KeyphraseInterface.DecoderFileName] =
                    new() { Inputs = KeyphraseInterface.DecoderInputsOf(d), Outputs = KeyphraseInterface.DecoderOutputsOf(d) },
            },
            Parameters = ParametersOfPackage(),
            Training = new ModelTraining { Command = _request.Command, Seed = _experiment.Training.Seed, Data = Data },
        };
    }

    public void WriteFiles(string directory)
    {
        File.WriteAllBytes(Path.Combine(directory, ModelManifest.NetworkFileName), PostReaderGraph.Export(_model, _experiment.HalfWeights));
        if (_model.Generator is not null)
            File.WriteAllBytes(Path.Combine(directory, KeyphraseInterface.DecoderFileName),
                DecoderStepGraph.Export(GeneratorWeights.Of(_model, CopyWeight, _experiment.HalfWeights)));
        ManifestJson.Write(Path.Combine(directory, KeyphraseInterface.VocabularyFileName), _corpus.Vocabulary.Words);
        if (_model.Classifier is not null)
            ManifestJson.Write(Path.Combine(directory, KeyphraseInterface.LabelsFileName), _corpus.Labels);
        _mixture?.Save(directory);
        if (_experiment.PackTaggedPosts)
            _memory?.Save(directory);
    }

    public IReadOnlyList<ParityCase> ParityCases()
    {
        // Takes posts from both ends in turn, because posts of one source are adjacent.
        var posts = _corpus.Test.Zip(_corpus.Test.Reverse(), (first, last) => new[] { first, last }).SelectMany(pair => pair).Distinct()
            .Take(ParityPosts);
        return [.. posts.Chunk(Settings.BatchExamples).SelectMany(batch => KeyphraseParity.CasesOf(_corpus, _model, PhaseTwoWords,
            CopyWeight, batch))];
    }

    public void Dispose()
    {
        _model.Dispose();
        _data.Dispose();
    }

    private ClassWords? PhaseTwoWords => _phase == 2 ? _classWords : null;

    private TorchKeyphrasePredictor Predictor() => new(_corpus, _model, PhaseTwoWords, CopyWeight, _experiment.Beam);

    private BatchLosses LossesOf((LabelledPost Post, string Phrase)[] pairs, bool hideWords)
    {
        var batch = _corpus.Batch([.. pairs.Select(pair => pair.Post)]);
        if (hideWords && _experiment.WordDropout > 0)
            HideWords(batch);
        var tensors = KeyphraseTensors.Of(batch, _corpus.Channels);
        var reading = _model.Read(tensors);
        var logits = _model.Classifier is null ? null : _model.Classify(reading.Fused);                     // [B,L]
        return new BatchLosses(
            _model.Generator is null ? null : GeneratorLoss(pairs, tensors, reading, logits),
            logits is null || _phase == 2 ? null : ClassifierLoss(pairs, logits),
            reading.Likeness);
    }

    private Tensor GeneratorLoss((LabelledPost Post, string Phrase)[] pairs, PostTensors tensors, EncodedPost reading, Tensor? logits)
    {
        var phrases = KeyphraseTensors.Of(
            [.. pairs.Select(pair => _corpus.Encoder.EncodePhrase(KeyphraseCorpus.WordsOfPhrase(pair.Phrase), _corpus.Encode(pair.Post)))],
            tensors.AbsentTokens, _corpus.Vocabulary.Count);
        var classes = PhaseTwoWords is { } words ? KeyphraseTensors.Classes(logits!, words) : null;
        return _model.Generator!.forward(reading, tensors.CopyIds, phrases, classes, CopyWeight).add(LeastProbability).log().sum().neg();
    }

    /// <summary>Sum of the cross-entropy over the posts whose keyphrase is a label; null when none is.</summary>
    private Tensor? ClassifierLoss((LabelledPost Post, string Phrase)[] pairs, Tensor logits)
    {
        var labelled = Enumerable.Range(0, pairs.Length).Select(row => (Row: (long)row, Labels: LabelsOf(pairs[row])))
            .Where(pair => pair.Labels.Length > 0).ToArray();
        if (labelled.Length == 0)
            return null;
        var rows = logits.index_select(0, KeyphraseTensors.Indexes([.. labelled.Select(pair => pair.Row)]));
        var loss = _experiment.DrawPhrases
            ? torch.nn.functional.cross_entropy_soft(rows, Shares([.. labelled.Select(pair => pair.Labels)]))
            : torch.nn.functional.cross_entropy(rows, KeyphraseTensors.Indexes([.. labelled.Select(pair => (long)pair.Labels[0])]));
        return loss.mul(labelled.Length);
    }

    private int[] LabelsOf((LabelledPost Post, string Phrase) pair) =>
        [.. (_experiment.DrawPhrases ? pair.Post.Keyphrases : [pair.Phrase]).Select(_corpus.LabelOf).Where(label => label >= 0)];

    /// <summary>[n,L]: the labels of a post share 1 evenly.</summary>
    private Tensor Shares(int[][] labels)
    {
        var shares = new float[labels.Length * _corpus.Labels.Count];
        for (var row = 0; row < labels.Length; row++)
        {
            foreach (var label in labels[row])
                shares[(row * _corpus.Labels.Count) + label] = 1f / labels[row].Length;
        }

        return torch.tensor(shares, [labels.Length, _corpus.Labels.Count]);
    }

    /// <summary>Hides random words from the reader; they can still be copied.</summary>
    private void HideWords(PostBatch batch)
    {
        for (var post = 0; post < batch.Posts; post++)
        {
            foreach (ref var token in batch.Tokens.AsSpan(post * batch.LongestPost, batch.TokenLengths[post]))
            {
                if (_random.NextDouble() < _experiment.WordDropout)
                    token = Vocabulary.Unknown;
            }
        }
    }

    private void StartFrom(IReadOnlyDictionary<string, float[]> vectors)
    {
        using var scope = torch.NewDisposeScope();
        var table = _model.Reader.Embedding.weight;
        var (values, width) = (table.ToFloat32(), _experiment.EmbeddingWidth);
        for (var word = 0; word < _corpus.Vocabulary.Count; word++)
        {
            if (vectors.TryGetValue(_corpus.Vocabulary.Words[word], out var vector))
                vector.CopyTo(values, word * width);
        }

        table.Assign(torch.tensor(values, table.shape));
    }

    /// <summary>Rounds the weights to 16 bits, so that metrics describe the stored weights.</summary>
    private void RoundWeights()
    {
        foreach (var parameter in _model.parameters())
        {
            using var rounded = torch.tensor([.. parameter.ToFloat32().Select(weight => (float)(Half)weight)], parameter.shape);
            parameter.Assign(rounded);
        }
    }

    /// <summary>Draws one keyphrase of each post.</summary>
    private IReadOnlyList<(LabelledPost Post, string Phrase)> Drawn(IReadOnlyList<LabelledPost> posts) =>
        [.. posts.Select(post => (post, post.Keyphrases[_random.Next(post.Keyphrases.Count)]))];

    private static IReadOnlyList<(LabelledPost Post, string Phrase)> Examples(IReadOnlyList<LabelledPost> posts) =>
        [.. posts.SelectMany(post => post.Keyphrases.Select(phrase => (post, phrase)))];

    private SortedDictionary<string, JsonElement> ParametersOfPackage()
    {
        var parameters = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            [KeyphraseInterface.LongestPostParameter] = JsonSerializer.SerializeToElement(_experiment.LongestPost),
            [KeyphraseInterface.BeamSearchParameter] = JsonSerializer.SerializeToElement(_experiment.Beam, ManifestJson.Options),
            ["experiment"] = JsonSerializer.SerializeToElement(_experiment, ManifestJson.Options),
        };
        if (PhaseTwoWords is not null)
            parameters[KeyphraseInterface.ClassWordsParameter] = JsonSerializer.SerializeToElement(ClassSettings, ManifestJson.Options);
        if (_experiment is { Neighbours: { } neighbours, PackTaggedPosts: true })
            parameters[KeyphraseInterface.NeighboursParameter] = JsonSerializer.SerializeToElement(neighbours, ManifestJson.Options);
        if (_corpus.Channels is { } channels)
        {
            parameters[KeyphraseInterface.ChannelsParameter] = JsonSerializer.SerializeToElement(channels);
            parameters[KeyphraseInterface.RegionsParameter] = JsonSerializer.SerializeToElement(_experiment.Regions, ManifestJson.Options);
        }

        if (_corpus.Channels is not null && _data.Backbone is { } backbone)
            parameters[KeyphraseInterface.BackboneParameter] = JsonSerializer.SerializeToElement(backbone);
        return parameters;
    }

    private Random RandomOf(int epoch) => new(TrainingLoop.HashCodeOf(_experiment.Training.Seed, epoch));

    /// <summary>Summed losses of a batch, and the similarity of the attention's heads.</summary>
    private sealed record BatchLosses(Tensor? Generator, Tensor? Classifier, Tensor? Likeness)
    {
        public Tensor Sum(double likenessWeight)
        {
            var parts = new[] { Generator, Classifier, likenessWeight > 0 ? Likeness?.mul(likenessWeight) : null };
            return parts.OfType<Tensor>().Aggregate((sum, part) => sum + part);
        }
    }
}
