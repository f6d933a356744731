using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Engram.Training.Loop;

/// <summary>Training settings of every experiment.</summary>
public sealed record TrainingSettings
{
    /// <summary>Seed of initial weights, order of examples, dropout and all other random draws. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Maximum number of epochs. Default 20.</summary>
    [Range(1, 100_000)]
    public int Epochs { get; init; } = 20;

    /// <summary>Examples per step. Default 32.</summary>
    [Range(1, 65_536)]
    public int BatchExamples { get; init; } = 32;

    /// <summary>Number of batches whose examples are sorted by size before they are split into batches, so that examples of one size share
    /// a batch and little is padded; the batches are then shuffled. 1 means no sorting. Default 1.</summary>
    [Range(1, 10_000)]
    public int SortedBatches { get; init; } = 1;

    /// <summary>Optimization algorithm. Default Adam.</summary>
    public Optimiser Optimiser { get; init; } = Optimiser.Adam;

    /// <summary>The optimizer's initial step size. Default 0.001.</summary>
    [Range(1e-8, 10)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Factor applied to the learning rate after an epoch that does not improve the validation metric, or every
    /// <see cref="DecayEveryEpochs"/> epochs. Default 0.5.</summary>
    [Range(0.01, 1)]
    public double LearningRateDecay { get; init; } = 0.5;

    /// <summary>If above 0, the learning rate decays after every so many epochs of a phase, whatever validation says; 0 lets validation
    /// decide. Default 0.</summary>
    [Range(0, 100_000)]
    public int DecayEveryEpochs { get; init; }

    /// <summary>Whether <see cref="MaxGradientNorm"/> limits each parameter's gradient separately rather than all together. Default
    /// false.</summary>
    public bool ClipEach { get; init; }

    /// <summary>Maximum norm of all gradients together, or of each parameter's with <see cref="ClipEach"/>. Default 5.</summary>
    [Range(1e-6, 1e6)]
    public double MaxGradientNorm { get; init; } = 5;

    /// <summary>Number of consecutive epochs without a better validation metric after which training stops. Default 5.</summary>
    [Range(1, 100_000)]
    public int PatienceEpochs { get; init; } = 5;

    /// <summary>Whether the weights of the last epoch are kept rather than those of the best. Default false.</summary>
    public bool KeepLast { get; init; }

    /// <summary>Number of trainings from different initial weights; the one with the lowest training loss in its last epoch is kept.
    /// Default 1.</summary>
    [Range(1, 100)]
    public int Restarts { get; init; } = 1;

    /// <summary>Held-out metrics and the minimum that each must reach before the model may be promoted. Default none.</summary>
    public IReadOnlyDictionary<string, double> MinimumMetrics { get; init; } = new Dictionary<string, double>();

    /// <summary>How far a held-out metric in <see cref="MinimumMetrics"/> may be below that of the promoted version. Default
    /// 0.005.</summary>
    [Range(0, 1)]
    public double AllowedLoss { get; init; } = 0.005;
}

/// <summary>Optimization algorithms.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Optimiser>))]
public enum Optimiser
{
    /// <summary>Adam (Kingma and Ba 2015).</summary>
    [JsonStringEnumMemberName("adam")]
    Adam,

    /// <summary>Stochastic gradient descent without momentum.</summary>
    [JsonStringEnumMemberName("sgd")]
    Sgd,
}
