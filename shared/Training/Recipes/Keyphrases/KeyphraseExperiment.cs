using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Ranking;
using Engram.Keyphrases.Search;
using Engram.Training.Loop;
using Engram.Training.Models;

namespace Engram.Training.Recipes.Keyphrases;

/// <summary>
/// What may differ between two trainings of a <see cref="M3hAtt"/>; an experiment file names only what differs from the defaults.
/// The defaults are the released code's 'joint' model of text alone, its sizes and its schedule.
/// </summary>
public sealed record KeyphraseExperiment
{
    /// <summary>The first phase: reader, classifier and generator learn together.</summary>
    public TrainingSettings Training { get; init; } =
        new() { Seed = 23, BatchExamples = 64, Epochs = 15, PatienceEpochs = 6, LearningRate = 1e-3, MaxGradientNorm = 5 };

    /// <summary>The second phase: reader and classifier are frozen, and the generator learns on with the classifier's words. Null: there is
    /// none. As released: {"seed": 24, "batchExamples": 64, "epochs": 1, "learningRate": 1e-4}.</summary>
    public TrainingSettings? SecondPhase { get; init; }

    /// <summary>Share of the training posts that is held out for validation. 0: the dev posts are validated on, as in the released
    /// code.</summary>
    [Range(0, 0.5)]
    public double HeldOut { get; init; }

    /// <summary>Whether the words of the picture are read.</summary>
    public bool Ocr { get; init; }

    /// <summary>Whether the attribute words are read.</summary>
    public bool Attributes { get; init; }

    /// <summary>Which regions of the picture are read; null: none.</summary>
    public RegionSource? Regions { get; init; }

    /// <summary>Whether there is a classifier over whole keyphrases.</summary>
    public bool Classifier { get; init; } = true;

    /// <summary>Whether there is a generator.</summary>
    public bool Generator { get; init; } = true;

    /// <summary>Word vectors that training starts from; null: random.</summary>
    public WordVectors? WordVectors { get; init; }

    /// <summary>Most words of the vocabulary, marks not counted. The released code breaks after the word with index 45,000.</summary>
    [Range(1, 1 << 20)]
    public int VocabularyWords { get; init; } = 45_001;

    /// <summary>Words seen less often in the training posts are unknown.</summary>
    [Range(1, 1000)]
    public int WordMinimumCount { get; init; } = 1;

    /// <summary>Keyphrases seen less often in the training posts are no labels.</summary>
    [Range(1, 1000)]
    public int LabelMinimumCount { get; init; } = 1;

    /// <summary>Tokens a post is cut to, picture's words included. Beyond the longest of CMKP, whose posts the released code doesn't
    /// cut.</summary>
    [Range(1, 4096)]
    public int LongestPost { get; init; } = 512;

    [Range(1, 4096)]
    public int EmbeddingWidth { get; init; } = 200;

    /// <summary>Units of the reading GRU in each direction.</summary>
    [Range(1, 4096)]
    public int HiddenUnits { get; init; } = 150;

    /// <summary>Layers of the reading GRU.</summary>
    [Range(1, 8)]
    public int Layers { get; init; } = 2;

    public FusionKind Fusion { get; init; } = FusionKind.Text;

    /// <summary>With <see cref="FusionKind.Attention"/>: as released ["vision-over-text"]; as in the paper all but
    /// "text-over-text".</summary>
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

    /// <summary>Between the GRU's layers, in attentions, and before the vocabulary. Fixed in the released code.</summary>
    [Range(0, 0.95)]
    public double Dropout { get; init; } = 0.1;

    /// <summary>On word vectors and regions; none in the released code.</summary>
    [Range(0, 0.95)]
    public double InputDropout { get; init; }

    /// <summary>On c_fuse before the classifier; none in the released code.</summary>
    [Range(0, 0.95)]
    public double FusedDropout { get; init; }

    /// <summary>Share of words made unknown in training; none in the released code.</summary>
    [Range(0, 0.95)]
    public double WordDropout { get; init; }

    /// <summary>Whether an epoch has one example a post, whose phrase is drawn anew each epoch, while the classifier is told all the post's
    /// labels at once. The released code has an example for each keyphrase of each post, which is much where posts have many.</summary>
    public bool DrawPhrases { get; init; }

    /// <summary>Weight of the likeness of the attention's heads in the loss; the released code has it as an option.</summary>
    [Range(0, 1000)]
    public double HeadDiversity { get; init; }

    /// <summary>a: what copied words count in the second phase. As released 1; with <see cref="ClassWeight"/> 1 - a the sum of all words is
    /// 1.</summary>
    [Range(0, 10)]
    public double CopyWeight { get; init; } = 1;

    /// <summary>b: what the classifier's words count in the second phase. As released 1.</summary>
    [Range(0, 10)]
    public double ClassWeight { get; init; } = 1;

    /// <summary>Labels whose words enter the generator.</summary>
    [Range(1, 100)]
    public int ClassLabels { get; init; } = 5;

    /// <summary>Whether the layer that the released code makes in the second phase and never uses is there to be counted.</summary>
    public bool UnusedLayer { get; init; }

    /// <summary>Whether weights are stored in two bytes each. What is compared and measured is the model with the rounded
    /// weights.</summary>
    public bool HalfWeights { get; init; }

    /// <summary>Whether classifier, generator and neighbours are mixed by a gate, fitted on the posts held out.</summary>
    public bool Mixture { get; init; }

    /// <summary>How the tagged posts of training and validation are searched for neighbours, whose votes the mixture counts; null: they
    /// don't vote.</summary>
    public NeighbourSettings? Neighbours { get; init; }

    /// <summary>Whether the tagged posts go into the package. Where they don't, the mixture learns to do with neighbours and
    /// without.</summary>
    public bool PackTaggedPosts { get; init; } = true;

    /// <summary>Whether mixtures that lack one expert each are measured as well.</summary>
    public bool LeaveOneExpertOut { get; init; }

    /// <summary>How phrases are searched for.</summary>
    public BeamSearchOptions Beam { get; init; } = new();

    /// <summary>Sizes of the model on some data.</summary>
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

    /// <exception cref="ExperimentException">Parts that don't go together.</exception>
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

/// <summary>Word vectors that training starts from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WordVectors>))]
public enum WordVectors
{
    /// <summary>GloVe's 100 values a word, trained on Wikipedia and Gigaword.</summary>
    [JsonStringEnumMemberName("glove-100d")] Glove100,
}
