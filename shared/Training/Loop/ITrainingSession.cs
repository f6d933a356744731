using Engram.ModelStore;
using Engram.Training.Torch;

namespace Engram.Training.Loop;

/// <summary>
/// A model on its data. <see cref="TrainingLoop"/> asks for losses and validation; <see cref="TrainingRun"/> then evaluates, exports and
/// compares. Everything random in it comes from the seed and the epoch's number, so that a resumed run sees what an unbroken one does.
/// </summary>
public interface ITrainingSession : IDisposable
{
    /// <summary>Of the phase in progress.</summary>
    TrainingSettings Settings { get; }

    /// <summary>Phases of the training, one after the other, each from the best weights of the one before.</summary>
    int Phases => 1;

    Module Model { get; }

    /// <summary>The files it learns from and is measured on.</summary>
    IReadOnlyList<TrainingData> Data { get; }

    /// <summary>Training examples of one epoch.</summary>
    int Examples { get; }

    /// <summary>Name of the metric of <see cref="Validate"/> that says which epoch is best; greater is better.</summary>
    string ValidationMetric { get; }

    /// <summary>Whether <see cref="Loss"/> is a sum over the examples rather than a mean.</summary>
    bool LossIsSum => false;

    /// <summary>Called before each phase, from 1, and on resuming for each phase up to the one in progress: freezes what the phase does not
    /// learn.</summary>
    void BeginPhase(int phase)
    {
    }

    /// <summary>Called before each epoch, from 1: whatever is drawn anew each epoch depends on this number and the seed only.</summary>
    void BeginEpoch(int epoch);

    /// <summary>How long an example is, for <see cref="TrainingSettings.SortedBatches"/>.</summary>
    int SizeOf(int example) => 0;

    /// <summary>Mean or summed loss of some examples, numbered from 0. Runs inside a dispose scope, with the model in training.</summary>
    Tensor Loss(ReadOnlySpan<int> examples);

    /// <summary>Called after each step of the optimiser, inside the same dispose scope: what the optimiser does not know is moved
    /// here.</summary>
    void AfterStep(double learningRate)
    {
    }

    /// <summary>Metrics on validation data. Runs inside a dispose scope, without gradients, with the model in evaluation.</summary>
    IReadOnlyDictionary<string, double> Validate();

    /// <summary>Metrics on held-out data, of the finished model. As <see cref="Validate"/>.</summary>
    IReadOnlyDictionary<string, double> Evaluate();

    /// <summary>What the manifest says of the finished model, without version, files and metrics. Called after
    /// <see cref="Evaluate"/>.</summary>
    ModelManifest Describe();

    /// <summary>Writes <c>model.onnx</c>, further networks, and the files beside them into an empty folder.</summary>
    void WriteFiles(string directory);

    /// <summary>Some inputs with what the model makes of them, by which the exported network is compared. As
    /// <see cref="Validate"/>.</summary>
    IReadOnlyList<ParityCase> ParityCases();
}

/// <summary>Inputs of a network and the trainer's own outputs for them.</summary>
public sealed record ParityCase(IReadOnlyList<ParityInput> Inputs, IReadOnlyList<ParityOutput> Outputs)
{
    /// <summary>File of the network.</summary>
    public string Network { get; init; } = ModelManifest.NetworkFileName;
}

/// <summary>One input: float[], long[] or int[] values, row-major.</summary>
public sealed record ParityInput(string Name, Array Values, IReadOnlyList<long> Shape);

/// <summary>One output, row-major.</summary>
public sealed record ParityOutput(string Name, IReadOnlyList<float> Values);
