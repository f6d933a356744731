using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Ranking;
using Engram.Keyphrases.Search;
using Engram.Training.Loop;
using Engram.Training.Models;

namespace Engram.Training.Recipes.Keyphrases;

/// <summary>Hyperparameters of a <see cref="M3hAtt"/>. An experiment file lists only values that differ from the defaults, which are the
/// sizes and the schedule of the released code's 'joint' model of text alone.</summary>
public sealed record KeyphraseExperiment
{
    /// <summary>First phase: reader, classifier and generator learn together.</summary>
    public TrainingSettings Training { get; init; } =
        new() { Seed = 23, BatchExamples = 64, Epochs = 15, PatienceEpochs = 6, LearningRate = 1e-3, MaxGradientNorm = 5 };

    /// <summary>Second phase: reader and classifier are frozen, and the generator continues to learn with the classifier's words. Null for
    /// none. As released: {"seed": 24, "batchExamples": 64, "epochs": 1, "learningRate": 1e-4}.</summary>
    public TrainingSettings? SecondPhase { get; init; }

    /// <summary>Share of the training posts held out for validation. With 0 the dev posts validate, as in the released code.</summary>
    [Range(0, 0.5)]
    public double HeldOut { get; init; }

    /// <summary>Whether the words in the picture are read.</summary>
    public bool Ocr { get; init; }

    /// <summary>Whether the attribute words are read.</summary>
    public bool Attributes { get; init; }

    /// <summary>Which regions of the picture are read; null for none.</summary>
    public RegionSource? Regions { get; init; }

    /// <summary>Whether there is a classifier over whole keyphrases.</summary>
    public bool Classifier { get; init; } = true;

    /// <summary>Whether there is a generator.</summary>
    public bool Generator { get; init; } = true;

    /// <summary>Initial word vectors; null for random ones.</summary>
    public WordVectors? WordVectors { get; init; }

    /// <summary>Most words in the vocabulary, not counting marks. The released code stops after the word with index 45,000.</summary>
    [Range(1, 1 << 20)]
    public int VocabularyWords { get; init; } = 45_001;

    /// <summary>Words that occur less often in the training posts are unknown.</summary>
    [Range(1, 1000)]
    public int WordMinimumCount { get; init; } = 1;

    /// <summary>Keyphrases that occur less often in the training posts are not labels.</summary>
    [Range(1, 1000)]
    public int LabelMinimumCount { get; init; } = 1;

    /// <summary>Tokens at which a post is truncated, including the words in its picture. The default exceeds the longest post of CMKP,
    /// which the released code does not truncate.</summary>
    [Range(1, 4096)]
    public int LongestPost { get; init; } = 512;

    [Range(1, 4096)]
    public int EmbeddingWidth { get; init; } = 200;

    /// <summary>Units of the reader's GRU in each direction.</summary>
    [Range(1, 4096)]
    public int HiddenUnits { get; init; } = 150;

    /// <summary>Layers of the reader's GRU.</summary>
    [Range(1, 8)]
    public int Layers { get; init; } = 2;

    public FusionKind Fusion { get; init; } = FusionKind.Text;

    /// <summary>Pairs for <see cref="FusionKind.Attention"/>: ["vision-over-text"] as released; all but "text-over-text" as in the
    /// paper.</summary>
    public IReadOnlyList<AttentionPair> Pairs { get; init; } = [];

    public AttentionKind Attention { get; init; } = AttentionKind.MultiHead;

    [Range(1, 8)]
    public int StackedAttentions { get; init; } = 1;

    [Range(1, 64)]
    public int Heads { get; init; } = 4;

    [Range(1, 1024)]
    public int HeadWidth { get; init; } = 128;

    /// <summary>Whether a linear layer follows the sum of the attentions, as in the paper.</summary>
    public bool Project { get; init; }

    public Pooling TextPooling { get; init; } = Pooling.Max;

    public Pooling VisionPooling { get; init; } = Pooling.Mean;

    public Pooling AttributePooling { get; init; } = Pooling.Max;

    /// <summary>Dropout between the GRU's layers, in attentions, and before the vocabulary. Fixed in the released code.</summary>
    [Range(0, 0.95)]
    public double Dropout { get; init; } = 0.1;

    /// <summary>Dropout on word vectors and regions; none in the released code.</summary>
    [Range(0, 0.95)]
    public double InputDropout { get; init; }

    /// <summary>Dropout on c_fuse before the classifier; none in the released code.</summary>
    [Range(0, 0.95)]
    public double FusedDropout { get; init; }

    /// <summary>Share of words replaced by the unknown word in training; none in the released code.</summary>
    [Range(0, 0.95)]
    public double WordDropout { get; init; }

    /// <summary>Whether an epoch has one example per post: each epoch draws one of its phrases, while the classifier learns all its labels
    /// at once. The released code has an example for each keyphrase of each post, which is slow for posts with many.</summary>
    public bool DrawPhrases { get; init; }

    /// <summary>Weight in the loss of the similarity between attention heads; an option in the released code.</summary>
    [Range(0, 1000)]
    public double HeadDiversity { get; init; }

    /// <summary>a: weight of copied words in the second phase. As released 1; with <see cref="ClassWeight"/> 1 - a the probabilities of all
    /// words sum to 1.</summary>
    [Range(0, 10)]
    public double CopyWeight { get; init; } = 1;

    /// <summary>b: weight of the classifier's words in the second phase. As released 1.</summary>
    [Range(0, 10)]
    public double ClassWeight { get; init; } = 1;

    /// <summary>Number of best labels whose words enter the generator.</summary>
    [Range(1, 100)]
    public int ClassLabels { get; init; } = 5;

    /// <summary>Whether to add the layer that the released code creates in the second phase and never uses, so that parameter counts
    /// match.</summary>
    public bool UnusedLayer { get; init; }

    /// <summary>Whether weights are stored as 16-bit floats. Parity and metrics use the rounded weights.</summary>
    public bool HalfWeights { get; init; }

    /// <summary>Whether a gate, fitted to the held-out posts, mixes classifier, generator and neighbors.</summary>
    public bool Mixture { get; init; }

    /// <summary>How to search the tagged posts of training and validation for neighbors that vote in the mixture; null for no
    /// votes.</summary>
    public NeighbourSettings? Neighbours { get; init; }

    /// <summary>Whether the package contains the tagged posts. If not, the mixture is fitted both with and without neighbors.</summary>
    public bool PackTaggedPosts { get; init; } = true;

    /// <summary>Whether to measure mixtures without one expert each as well.</summary>
    public bool LeaveOneExpertOut { get; init; }

    /// <summary>Options of the phrase search.</summary>
    public BeamSearchOptions Beam { get; init; } = new();

    /// <summary>Sizes of the model for given data.</summary>
    /// <param name="words">V.</param>
    /// <param name="labels">L.</param>
    /// <param name="channels">C.</param>
    public CrossMediaShape ShapeOf(int words, int labels, int channels) => new()
    {
        Words = words,
        Labels = Classifier ? labels : 0,
        Channels = Regions is null ? 0 : channels,
        Attributes = Attributes,
        Generator = Generator,
        EmbeddingWidth = EmbeddingWidth,
        HiddenUnits = HiddenUnits,
        Layers = Layers,
        Fusion = Fusion,
        Pairs = Pairs,
        Attention = Attention,
        StackedAttentions = StackedAttentions,
        Heads = Heads,
        HeadWidth = HeadWidth,
        Project = Project,
        TextPooling = TextPooling,
        VisionPooling = VisionPooling,
        AttributePooling = AttributePooling,
        Dropout = Dropout,
        InputDropout = InputDropout,
        FusedDropout = FusedDropout,
    };

    /// <exception cref="ExperimentException">Some parts don't go together.</exception>
    public KeyphraseExperiment Checked()
    {
        if (!Classifier && !Generator)
            throw new ExperimentException("The experiment has neither a classifier nor a generator; it needs one at least.");
        if (SecondPhase is not null && !(Classifier && Generator))
            throw new ExperimentException("A second phase gives the classifier's words to the generator; the experiment needs both.");
        if (Neighbours is not null && !Mixture)
            throw new ExperimentException("Neighbours vote in the mixture; set \"mixture\": true.");
        if (Fusion == FusionKind.Attention && Pairs.Count == 0)
            throw new ExperimentException("The fusion 'attention' needs pairs, for example \"pairs\": [\"vision-over-text\"].");
        if (WordVectors == Keyphrases.WordVectors.Glove100 && EmbeddingWidth != GloveVectors.Width)
            throw new ExperimentException($"The word vectors are {GloveVectors.Width} wide; set \"embeddingWidth\": {GloveVectors.Width}.");
        return this;
    }
}

/// <summary>Initial word vectors.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WordVectors>))]
public enum WordVectors
{
    /// <summary>GloVe with 100 values per word, trained on Wikipedia and Gigaword.</summary>
    [JsonStringEnumMemberName("glove-100d")] Glove100,
}
