using System.ComponentModel.DataAnnotations;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Memories;

/// <summary>Hyperparameters of a key-value memory network. An experiment file lists only values that differ from the defaults.</summary>
public sealed record MemoryExperiment
{
    public TrainingSettings Training { get; init; } = new() { LearningRate = 5e-3, Epochs = 12, PatienceEpochs = 3 };

    /// <summary>NDJSON file of tagged posts to train on as well, relative to the folder with the training data. Default none.</summary>
    public string? TaggedPosts { get; init; }

    /// <summary>D: width of word vectors. Default 64; the paper uses 500 for 43,000 entities.</summary>
    [Range(1, 4096)]
    public int Width { get; init; } = 64;

    /// <summary>Standard deviation of the initial word vectors. Default 0.3, so that a word matches itself in question and key from the
    /// first step on, even in a hash bucket that training never sees. The authors' code starts at 0.1 and trains for days.</summary>
    [Range(1e-4, 10)]
    public double InitialWeights { get; init; } = 0.3;

    /// <summary>Share of the words of a training question that are dropped, so that no single word of a paraphrase decides. Default
    /// 0.1.</summary>
    [Range(0, 0.9)]
    public double WordDropout { get; init; } = 0.1;

    /// <summary>H: how often the memory is read. Default 2, as in the paper.</summary>
    [Range(1, 8)]
    public int Hops { get; init; } = 2;

    /// <summary>Words that occur less often in keys and questions go into hash buckets. Default 40, which keeps relations, question words
    /// and the commonest words of titles, but no names.</summary>
    [Range(1, 1_000_000)]
    public int WordMinimumCount { get; init; } = 40;

    /// <summary>Hash buckets for all other words. Default 8192.</summary>
    [Range(1, 1 << 22)]
    public int Buckets { get; init; } = 8192;

    /// <summary>Words at which a text is truncated. Default 32.</summary>
    [Range(4, 1024)]
    public int LongestText { get; init; } = 32;

    /// <summary>Most memories a question recalls, like the option of memory-index. Default 128.</summary>
    [Range(1, 10_000)]
    public int MaxMemories { get; init; } = 128;

    /// <summary>Share of training questions whose fact is hidden, so that the right answer is none. Default 0.2.</summary>
    [Range(0, 0.9)]
    public double Forgotten { get; init; } = 0.2;

    /// <summary>Questions per epoch, equally many for each relation. Default 8000.</summary>
    [Range(1, 10_000_000)]
    public int QuestionsPerEpoch { get; init; } = 8000;

    /// <summary>Answerable questions in the validation part and in the held-out part; each adds half as many with their fact hidden.
    /// Default 2000.</summary>
    [Range(1, 10_000_000)]
    public int EvaluationQuestions { get; init; } = 2000;
}
