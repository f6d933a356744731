using System.ComponentModel.DataAnnotations;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Attributes;

/// <summary>What may differ between two trainings of an <see cref="Training.Models.AttributePredictor"/>; an experiment file names only
/// what differs.</summary>
public sealed record AttributeExperiment
{
    public TrainingSettings Training { get; init; } =
        new() { Seed = 1, BatchExamples = 64, Epochs = 60, LearningRate = 1e-3, PatienceEpochs = 8 };

    /// <summary>Most words to predict: the most frequent nouns and adjectives of the training captions. Default 1,000, as Wang et al.
    /// 2020.</summary>
    [Range(5, 100_000)]
    public int Words { get; init; } = 1000;

    /// <summary>Training pictures that a word must describe, or it is none. Default 5.</summary>
    [Range(1, 100_000)]
    public int WordMinimumCount { get; init; } = 5;

    /// <summary>Share of the features that is left out in training. Default 0.5.</summary>
    [Range(0, 0.95)]
    public double Dropout { get; init; } = 0.5;
}
