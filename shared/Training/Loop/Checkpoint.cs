using System.Globalization;
using System.Text.Json;
using Engram.Training.Torch;

namespace Engram.Training.Loop;

/// <summary>Everything a run needs to continue after its last finished epoch, in one file that is replaced by a rename.</summary>
internal sealed class Checkpoint(string directory)
{
    public const string FileName = "checkpoint.safetensors";

    private const string Weights = "weights.";
    private const string Best = "best.";
    private const string Optimiser = "optimiser.";
    private const string RandomState = "random-state";

    private string FilePath => Path.Combine(directory, FileName);

    public void Save(LoopState state, Module model, IReadOnlyDictionary<string, Tensor> best, Optimizer optimiser)
    {
        Directory.CreateDirectory(directory);
        using var scope = torch.NewDisposeScope();
        List<(string, Tensor)> tensors =
        [
            .. model.named_parameters().Select(p => (Weights + p.name, p.parameter)),
            .. best.Select(p => (Best + p.Key, p.Value)),
            .. optimiser.State().Select(p => (Optimiser + p.Name, p.Values)),
        ];
        var random = torch.get_rng_state();
        tensors.Add((RandomState, torch.tensor(random, [random.Length])));
        SafeTensors.Save(FilePath, tensors, new Dictionary<string, string>
        {
            ["state"] = JsonSerializer.Serialize(state),
            ["steps"] = optimiser.Steps.ToString(CultureInfo.InvariantCulture),
        });
    }

    /// <summary>The state of the saved run; null if there is no checkpoint.</summary>
    /// <exception cref="ExperimentException">The checkpoint belongs to another experiment or to other data.</exception>
    public LoopState? Find(string fingerprint)
    {
        if (!File.Exists(FilePath))
            return null;
        using var scope = torch.NewDisposeScope();
        var state = JsonSerializer.Deserialize<LoopState>(SafeTensors.Load(FilePath).Metadata["state"])!;
        return state.Fingerprint == fingerprint
            ? state
            : throw new ExperimentException(
                $"{FilePath} was left by another experiment, or by one on other data. Delete it, or train without resuming.");
    }

    /// <summary>Restores weights, best weights, optimizer and random state. The model must already have the parts of the checkpoint's
    /// phase.</summary>
    public void Restore(Module model, Dictionary<string, Tensor> best, Optimizer optimiser)
    {
        using var scope = torch.NewDisposeScope();
        var (tensors, metadata) = SafeTensors.Load(FilePath);
        model.load_state_dict(Part(tensors, Weights));
        optimiser.Restore(Part(tensors, Optimiser), long.Parse(metadata["steps"], CultureInfo.InvariantCulture));
        foreach (var (name, values) in Part(tensors, Best))
            best[name] = values.DetachFromDisposeScope();
        torch.set_rng_state(tensors[RandomState].ToBytes());
    }

    private static Dictionary<string, Tensor> Part(IReadOnlyDictionary<string, Tensor> tensors, string prefix) =>
        tensors.Where(tensor => tensor.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(tensor => tensor.Key[prefix.Length..], tensor => tensor.Value);
}

/// <summary>State of a run after an epoch.</summary>
internal sealed record LoopState
{
    public required string Fingerprint { get; init; }

    /// <summary>The current phase, from 1.</summary>
    public int Phase { get; init; } = 1;

    public required double LearningRate { get; init; }

    public double? BestMetric { get; init; }

    public required int EpochsSinceBest { get; init; }

    public required IReadOnlyList<EpochFigures> History { get; init; }
}
