using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Engram.ModelStore;
using Engram.Training.Torch;

namespace Engram.Training.Loop;

/// <summary>A whole training: train, evaluate on held-out data, export, compare, add to the repository, and promote if the gate allows
/// it.</summary>
public sealed class TrainingRun(ITrainingRecipe kind, ModelRepository repository, int threads = 1)
{
    /// <summary>File in the checkpoint folder with the figures of each epoch; it belongs to no package.</summary>
    public const string HistoryFileName = "history.json";

    /// <param name="request">What to train.</param>
    /// <param name="checkpointDirectory">Where the run keeps its checkpoint, history and loss curve.</param>
    /// <param name="resume">Whether to continue from the checkpoint there, if there is one.</param>
    /// <param name="progress">Receives a report after every step and epoch, on this thread.</param>
    /// <param name="cancellationToken">Cancels between two steps; the last epoch's checkpoint stays.</param>
    /// <exception cref="TorchUnavailableException">This machine can't train.</exception>
    /// <exception cref="ExperimentException">The experiment or its data can't be used.</exception>
    /// <exception cref="ParityException">The exported network does not compute what the trainer computes.</exception>
    public TrainedModel Execute(
        TrainingRequest request, string checkpointDirectory, bool resume, IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        TorchBridge.EnsureAvailable();
        torch.set_num_threads(threads);
        var (task, loop, history) = TrainBest(request, checkpointDirectory, resume, progress, cancellationToken);
        using var _ = task;
        Directory.CreateDirectory(checkpointDirectory);
        ManifestJson.Write(Path.Combine(checkpointDirectory, HistoryFileName), history);
        File.WriteAllText(Path.Combine(checkpointDirectory, LossCurve.FileName), LossCurve.Draw(history, task.ValidationMetric));

        var metrics = loop.Measured(task.Evaluate);
        // A canceled run adds no package; another replica may have taken it over.
        cancellationToken.ThrowIfCancellationRequested();
        var described = task.Describe();
        var manifest = described with
        {
            Version = repository.NextVersion(request.Name),
            Metrics = new SortedDictionary<string, double>(metrics.ToDictionary(), StringComparer.Ordinal),
        };
        var difference = 0f;
        var model = repository.Add(manifest, folder =>
        {
            task.WriteFiles(folder);
            var cases = loop.Measured(task.ParityCases);
            difference = cases.GroupBy(one => one.Network, StringComparer.Ordinal)
                .Max(network => ParityCheck.Run(Path.Combine(folder, network.Key), [.. network]));
            ManifestJson.Write(Path.Combine(folder, HeldOutSample.FileName), PackageSample.From(cases));
        });

        var objections = request.Promote
            ? Gate.Objections(metrics, PromotedMetrics(request.Name), task.Settings) : ["the training was not asked to promote it"];
        if (objections.Count == 0)
            repository.Promote(model.Manifest.Name, model.Manifest.Version);
        return new TrainedModel(model, objections, history, difference);
    }

    /// <summary>Trains as often as the experiment asks for, each time from different initial weights, and keeps the session with the lowest
    /// loss in its last epoch. Each training has its own checkpoint; a finished one is not repeated on resuming.</summary>
    private (ITrainingSession Task, TrainingLoop Loop, IReadOnlyList<EpochFigures> History) TrainBest(
        TrainingRequest request, string checkpointDirectory, bool resume, IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        (ITrainingSession Task, TrainingLoop Loop, IReadOnlyList<EpochFigures> History)? best = null;
        var (restarts, seed) = (1, 0);
        for (var restart = 0; restart < restarts; restart++)
        {
            var task = kind.Prepare(
                restart == 0 ? request
                    : request with { Experiment = Experiment.With(request.Experiment, "training.seed", seed + restart) });
            try
            {
                if (restart == 0)
                    (restarts, seed) = (task.Settings.Restarts, task.Settings.Seed);
                var folder = restart == 0 ? checkpointDirectory
                    : Path.Combine(checkpointDirectory, string.Create(CultureInfo.InvariantCulture, $"restart-{restart}"));
                var loop = new TrainingLoop(task, FingerprintOf(request, task), folder);
                var history = loop.Run(resume, progress, cancellationToken);
                if (best is not { } other || history[^1].Loss < other.History[^1].Loss)
                    (best, task) = ((task, loop, history), best?.Task);
            }
            finally
            {
                task?.Dispose();
            }
        }

        return best!.Value;
    }

    /// <summary>What a checkpoint must have in common with the run that resumes it. The command is left out: it does not change what is
    /// computed.</summary>
    private string FingerprintOf(TrainingRequest request, ITrainingSession task)
    {
        string[] parts = [kind.Kind, request.Name, request.Experiment, .. task.Data.Select(file => file.Sha256)];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));
    }

    private IReadOnlyDictionary<string, double>? PromotedMetrics(string name) =>
        repository.FindCurrent(name, out _)?.Manifest.Metrics;
}

/// <summary>Result of a run.</summary>
/// <param name="Model">The package in the repository.</param>
/// <param name="Objections">Why it was not promoted; empty if it was.</param>
/// <param name="History">One row per epoch.</param>
/// <param name="GreatestDifference">Largest difference between an output of the trainer and of ONNX Runtime.</param>
public sealed record TrainedModel(
    InstalledModel Model, IReadOnlyList<string> Objections, IReadOnlyList<EpochFigures> History, float GreatestDifference)
{
    public bool IsPromoted => Objections.Count == 0;
}
