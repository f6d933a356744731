using System.ComponentModel.DataAnnotations;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Relations;

/// <summary>Hyperparameters of a relation reader. An experiment file lists only values that differ from the defaults.</summary>
public sealed record RelationExperiment
{
    public TrainingSettings Training { get; init; } =
        new() { LearningRate = 3e-3, LearningRateDecay = 0.7, DecayEveryEpochs = 1, Epochs = 10, PatienceEpochs = 10, BatchExamples = 64,
            KeepLast = true };

    /// <summary>D: width of word vectors. Default 64.</summary>
    [Range(1, 4096)]
    public int Width { get; init; } = 64;

    /// <summary>H: most relations that a question follows. Default 1.</summary>
    [Range(1, 4)]
    public int Hops { get; init; } = 1;

    /// <summary>Standard deviation of the initial word vectors. Default 0.3, so that a word matches itself in question and relation from
    /// the first step on.</summary>
    [Range(1e-4, 10)]
    public double InitialWeights { get; init; } = 0.3;

    /// <summary>Step size of word vectors (Adagrad by row), as a multiple of the learning rate of the other weights (Adam). Default
    /// 30.</summary>
    [Range(1e-4, 1e6)]
    public double RowRate { get; init; } = 30;

    /// <summary>Share of a question's words, pairs and triples that a training step drops. Default 0.15.</summary>
    [Range(0, 0.9)]
    public double SymbolDropout { get; init; } = 0.15;

    /// <summary>Hash buckets for words that training never saw. Default 1024.</summary>
    [Range(1, 1 << 20)]
    public int WordBuckets { get; init; } = 1024;

    /// <summary>Hash buckets for pairs and triples of words. Default 8192.</summary>
    [Range(1, 1 << 20)]
    public int NgramBuckets { get; init; } = 8192;

    /// <summary>Words, pairs and triples at which a question is truncated. Default 96.</summary>
    [Range(8, 4096)]
    public int LongestQuestion { get; init; } = 96;

    /// <summary>Share of training questions that ask for a relation their entity lacks. Default 0.35.</summary>
    [Range(0, 0.9)]
    public double Missing { get; init; } = 0.35;

    /// <summary>Questions per epoch. Default 40,000.</summary>
    [Range(1, 10_000_000)]
    public int QuestionsPerEpoch { get; init; } = 40_000;

    /// <summary>Questions in the validation part and in the held-out part, about half of them without an answer. Default 4000.</summary>
    [Range(100, 1_000_000)]
    public int EvaluationQuestions { get; init; } = 4000;

    /// <summary>Largest share of unanswerable validation questions that may be answered. The lowest score threshold that keeps to it is
    /// used. Default 0.01.</summary>
    [Range(0, 1)]
    public double WronglyAnswered { get; init; } = 0.01;
}
