using Engram.ModelStore;
using Engram.Training.Torch;

namespace Engram.Training.Loop;

/// <summary>A model and its data. <see cref="TrainingLoop"/> asks for losses and validation; <see cref="TrainingRun"/> then evaluates,
/// exports and compares. All randomness comes from the seed and the epoch number, so a resumed run sees the same as an uninterrupted
/// one.</summary>
public interface ITrainingSession : IDisposable
{
    /// <summary>Settings of the current phase.</summary>
    TrainingSettings Settings { get; }

    /// <summary>Number of training phases, one after the other. Each starts from the weights that the previous phase kept.</summary>
    int Phases => 1;

    Module Model { get; }

    /// <summary>The files used for training and evaluation.</summary>
    IReadOnlyList<TrainingData> Data { get; }

    /// <summary>Number of training examples per epoch.</summary>
    int Examples { get; }

    /// <summary>Name of the metric of <see cref="Validate"/> that decides which epoch is best; greater is better.</summary>
    string ValidationMetric { get; }

    /// <summary>Whether <see cref="Loss"/> is a sum over the examples rather than a mean.</summary>
    bool LossIsSum => false;

    /// <summary>Freezes what the phase does not train. Called before each phase, from 1; on resuming, for each phase up to the current
    /// one.</summary>
    void BeginPhase(int phase)
    {
    }

    /// <summary>Called before each epoch, from 1. Everything drawn per epoch depends on this number and the seed only.</summary>
    void BeginEpoch(int epoch);

    /// <summary>Length of an example, for <see cref="TrainingSettings.SortedBatches"/>.</summary>
    int SizeOf(int example) => 0;

    /// <summary>Mean or summed loss of some examples, numbered from 0. Runs inside a dispose scope, with the model in training
    /// mode.</summary>
    Tensor Loss(ReadOnlySpan<int> examples);

    /// <summary>Called after each optimizer step, inside the same dispose scope: updates parameters that the optimizer does not
    /// know.</summary>
    void AfterStep(double learningRate)
    {
    }

    /// <summary>Metrics on validation data. Runs inside a dispose scope, without gradients, with the model in evaluation mode.</summary>
    IReadOnlyDictionary<string, double> Validate();

    /// <summary>Metrics of the finished model on held-out data. Called like <see cref="Validate"/>.</summary>
    IReadOnlyDictionary<string, double> Evaluate();

    /// <summary>The manifest of the finished model, without version, files and metrics. Called after <see cref="Evaluate"/>.</summary>
    ModelManifest Describe();

    /// <summary>Writes <c>model.onnx</c>, any further networks, and the files beside them into an empty folder.</summary>
    void WriteFiles(string directory);

    /// <summary>Inputs with the model's outputs, to compare the exported network with. Called like <see cref="Validate"/>.</summary>
    IReadOnlyList<ParityCase> ParityCases();
}

/// <summary>Inputs of a network and the trainer's outputs for them.</summary>
public sealed record ParityCase(IReadOnlyList<ParityInput> Inputs, IReadOnlyList<ParityOutput> Outputs)
{
    /// <summary>File name of the network.</summary>
    public string Network { get; init; } = ModelManifest.NetworkFileName;
}

/// <summary>One input: float[], long[] or int[] values, row-major.</summary>
public sealed record ParityInput(string Name, Array Values, IReadOnlyList<long> Shape);

/// <summary>One output, row-major.</summary>
public sealed record ParityOutput(string Name, IReadOnlyList<float> Values);
