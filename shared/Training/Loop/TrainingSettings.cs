using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Engram.Training.Loop;

/// <summary>What every experiment says of its training.</summary>
public sealed record TrainingSettings
{
    /// <summary>Seed of initial weights, order of examples, dropout and whatever else is drawn. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Most epochs. Default 20.</summary>
    [Range(1, 100_000)]
    public int Epochs { get; init; } = 20;

    /// <summary>Examples a step. Default 32.</summary>
    [Range(1, 65_536)]
    public int BatchExamples { get; init; } = 32;

    /// <summary>Batches whose examples are sorted by their size before they are parted, so that examples of one size share a batch and
    /// little is padded; the batches are then shuffled. 1: none are sorted. Default 1.</summary>
    [Range(1, 10_000)]
    public int SortedBatches { get; init; } = 1;

    /// <summary>How parameters follow their gradients. Default Adam.</summary>
    public Optimiser Optimiser { get; init; } = Optimiser.Adam;

    /// <summary>The optimiser's step size at the start. Default 0.001.</summary>
    [Range(1e-8, 10)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Factor of the learning rate, after an epoch that did not better the validation metric or after
    /// <see cref="DecayEveryEpochs"/>. Default 0.5.</summary>
    [Range(0.01, 1)]
    public double LearningRateDecay { get; init; } = 0.5;

    /// <summary>Epochs of a phase after which the learning rate falls, whatever validation says; 0 lets validation decide. Default
    /// 0.</summary>
    [Range(0, 100_000)]
    public int DecayEveryEpochs { get; init; }

    /// <summary>Whether <see cref="MaxGradientNorm"/> bounds each parameter's gradient by itself rather than all together. Default
    /// false.</summary>
    public bool ClipEach { get; init; }

    /// <summary>Greatest norm of all gradients together. Default 5.</summary>
    [Range(1e-6, 1e6)]
    public double MaxGradientNorm { get; init; } = 5;

    /// <summary>Epochs in a row without a better validation metric after which training stops. Default 5.</summary>
    [Range(1, 100_000)]
    public int PatienceEpochs { get; init; } = 5;

    /// <summary>Whether the last epoch's weights are kept rather than those of the best epoch. Default false.</summary>
    public bool KeepLast { get; init; }

    /// <summary>Trainings from other initial weights, of which the one with the lowest loss in its last epoch of training is kept. Default
    /// 1.</summary>
    [Range(1, 100)]
    public int Restarts { get; init; } = 1;

    /// <summary>Held-out metrics and the least each must reach before the model may be promoted. Default none.</summary>
    public IReadOnlyDictionary<string, double> MinimumMetrics { get; init; } = new Dictionary<string, double>();

    /// <summary>How much worse than the promoted version a held-out metric named in <see cref="MinimumMetrics"/> may be. Default
    /// 0.005.</summary>
    [Range(0, 1)]
    public double AllowedLoss { get; init; } = 0.005;
}

/// <summary>How parameters follow their gradients.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Optimiser>))]
public enum Optimiser
{
    /// <summary>Kingma and Ba 2015.</summary>
    [JsonStringEnumMemberName("adam")]
    Adam,

    /// <summary>Stochastic gradient descent without momentum.</summary>
    [JsonStringEnumMemberName("sgd")]
    Sgd,
}
