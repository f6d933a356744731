using System.ComponentModel.DataAnnotations;
using Engram.Trainer.Training;

namespace Engram.Trainer.Keyphrases;

/// <summary>
/// What may differ between two trainings of the keyphrase tagger; an experiment file names only what differs from the defaults. The text-only
/// baseline is <c>{"ocr": false, "attributes": false, "vision": false}</c>.
/// </summary>
public sealed record TaggerExperiment
{
    /// <summary>Epochs, batches and the optimiser. Adam's rate, clipping and patience are the released code's; larger batches and fewer epochs fit
    /// the size of the data.</summary>
    public TrainingSettings Training { get; init; } = new() { Seed = 23, BatchExamples = 64, Epochs = 20, PatienceEpochs = 4 };

    /// <summary>Whether the words of the picture are read.</summary>
    public bool Ocr { get; init; } = true;

    /// <summary>Whether the attribute words are read.</summary>
    public bool Attributes { get; init; } = true;

    /// <summary>Whether the feature grid is read.</summary>
    public bool Vision { get; init; } = true;

    /// <summary>Most words of the vocabulary, marks not counted.</summary>
    [Range(1, 1 << 20)]
    public int VocabularyWords { get; init; } = 12_000;

    /// <summary>Words seen less often in the training posts are unknown.</summary>
    [Range(1, 1000)]
    public int WordMinimumCount { get; init; } = 2;

    /// <summary>Keyphrases seen less often in the training posts can't be predicted.</summary>
    [Range(1, 1000)]
    public int LabelMinimumCount { get; init; } = 2;

    /// <summary>Tokens a post is cut to, picture's words included.</summary>
    [Range(1, 4096)]
    public int LongestPost { get; init; } = 96;

    /// <summary>Width of word vectors.</summary>
    [Range(1, 4096)]
    public int EmbeddingWidth { get; init; } = 100;

    /// <summary>Units of the GRU in each direction; posts are vectors of twice as many.</summary>
    [Range(1, 4096)]
    public int HiddenUnits { get; init; } = 128;

    /// <summary>Layers of the GRU.</summary>
    [Range(1, 8)]
    public int Layers { get; init; } = 1;

    /// <summary>Heads of each attention.</summary>
    [Range(1, 64)]
    public int Heads { get; init; } = 4;

    /// <summary>Width of one head.</summary>
    [Range(1, 1024)]
    public int HeadWidth { get; init; } = 64;

    /// <summary>Share of the elements of word vectors, grids and fused features set to 0 in training.</summary>
    [Range(0, 0.95)]
    public double Dropout { get; init; } = 0.3;

    /// <summary>Share of attention weights and outputs set to 0 in training.</summary>
    [Range(0, 0.95)]
    public double AttentionDropout { get; init; } = 0.1; // fixed in the released code

    /// <summary>Share of words made unknown in training, so that a post is not known by one word.</summary>
    [Range(0, 0.95)]
    public double WordDropout { get; init; } = 0.1;

    /// <summary>Share of posts with a picture whose text is made unknown in training, so that the picture is learned from too.</summary>
    [Range(0, 0.95)]
    public double TextDropout { get; init; } = 0.1;
}
