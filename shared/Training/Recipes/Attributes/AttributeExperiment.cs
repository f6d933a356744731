using System.ComponentModel.DataAnnotations;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Attributes;

/// <summary>Hyperparameters of an <see cref="Models.AttributeNetwork"/>. An experiment file lists only values that differ from the
/// defaults.</summary>
public sealed record AttributeExperiment
{
    public TrainingSettings Training { get; init; } =
        new() { Seed = 1, BatchExamples = 64, Epochs = 60, LearningRate = 1e-3, PatienceEpochs = 8 };

    /// <summary>Most words to predict: the most frequent nouns and adjectives in the training captions. Default 1,000, as in Wang et al.
    /// 2020.</summary>
    [Range(5, 100_000)]
    public int Words { get; init; } = 1000;

    /// <summary>Fewest training pictures a word must describe to be predicted. Default 5.</summary>
    [Range(1, 100_000)]
    public int WordMinimumCount { get; init; } = 5;

    /// <summary>Dropout: share of the features left out in training. Default 0.5.</summary>
    [Range(0, 0.95)]
    public double Dropout { get; init; } = 0.5;
}
