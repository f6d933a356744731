using System.ComponentModel.DataAnnotations;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Memories;

/// <summary>What may differ between two trainings of a key-value memory network; an experiment file names only what differs.</summary>
public sealed record MemoryExperiment
{
    public TrainingSettings Training { get; init; } = new() { LearningRate = 5e-3, Epochs = 12, PatienceEpochs = 3 };

    /// <summary>NDJSON of tagged posts, relative to the folder with the training data, that questions are asked of too. Default
    /// none.</summary>
    public string? TaggedPosts { get; init; }

    /// <summary>D: width of word vectors. Default 64; the paper's 500 are for 43,000 entities.</summary>
    [Range(1, 4096)]
    public int Width { get; init; } = 64;

    /// <summary>Deviation of word vectors at the start. Default 0.3: a word then meets itself in question and key from the first step on,
    /// also a word of a hash bucket that training never sees. The authors' code starts at 0.1 and trains for days.</summary>
    [Range(1e-4, 10)]
    public double InitialWeights { get; init; } = 0.3;

    /// <summary>Share of a training question's words that are left out, so that no single word of a paraphrase decides. Default
    /// 0.1.</summary>
    [Range(0, 0.9)]
    public double WordDropout { get; init; } = 0.1;

    /// <summary>H: how often the memory is read. Default 2, as the paper.</summary>
    [Range(1, 8)]
    public int Hops { get; init; } = 2;

    /// <summary>Words seen less often in keys and questions go into hash buckets. Default 40: relations, the words of questions and the
    /// commonest words of titles are known, names are not.</summary>
    [Range(1, 1_000_000)]
    public int WordMinimumCount { get; init; } = 40;

    /// <summary>Hash buckets of all other words. Default 8192.</summary>
    [Range(1, 1 << 22)]
    public int Buckets { get; init; } = 8192;

    /// <summary>Words a text is cut to. Default 32.</summary>
    [Range(4, 1024)]
    public int LongestText { get; init; } = 32;

    /// <summary>Most memories a question recalls, as memory-index's option. Default 128.</summary>
    [Range(1, 10_000)]
    public int MaxMemories { get; init; } = 128;

    /// <summary>Share of questions whose fact is forgotten, so that the right answer is none. Default 0.2.</summary>
    [Range(0, 0.9)]
    public double Forgotten { get; init; } = 0.2;

    /// <summary>Questions of an epoch, as many for each relation. Default 8000.</summary>
    [Range(1, 10_000_000)]
    public int QuestionsPerEpoch { get; init; } = 8000;

    /// <summary>Questions of the validation and of the held-out part, each half of them with their fact forgotten on top. Default
    /// 2000.</summary>
    [Range(1, 10_000_000)]
    public int EvaluationQuestions { get; init; } = 2000;
}
