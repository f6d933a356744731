using Engram.Training.Torch;

namespace Engram.Training.Loop;

/// <summary>The training loop of all models: epochs of shuffled batches, clipped gradients, an optimizer, a learning rate that decays when
/// validation does not improve or after a set number of epochs, early stopping, and a checkpoint after each epoch. A resumed run gives the
/// same bits as an uninterrupted one.</summary>
public sealed class TrainingLoop(ITrainingSession task, string fingerprint, string? checkpointDirectory = null)
{
    private readonly Checkpoint? _checkpoint = checkpointDirectory is null ? null : new Checkpoint(checkpointDirectory);

    /// <summary>Trains from the last checkpoint, or from the start if there is none or <paramref name="resume"/> is false. The model ends
    /// with the weights of its best epoch, or of its last with <see cref="TrainingSettings.KeepLast"/>.</summary>
    /// <returns>One row per epoch.</returns>
    public IReadOnlyList<EpochFigures> Run(bool resume, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        torch.manual_seed(unchecked((ulong)(uint)HashCodeOf(task.Settings.Seed, 0)));
        var restored = resume ? _checkpoint?.Find(fingerprint) : null;
        IReadOnlyList<EpochFigures> history = [];
        for (var phase = 1; phase <= task.Phases; phase++)
        {
            task.BeginPhase(phase);
            if (phase >= (restored?.Phase ?? 1))
                history = RunPhase(phase, history, restored?.Phase == phase ? restored : null, progress, cancellationToken);
        }

        return history;
    }

    private IReadOnlyList<EpochFigures> RunPhase(
        int phase, IReadOnlyList<EpochFigures> history, LoopState? restored, IProgress<TrainingProgress>? progress,
            CancellationToken cancellationToken)
    {
        using var optimiser = NewOptimiser();
        var best = new Dictionary<string, Tensor>();
        try
        {
            var state = restored
                ?? new LoopState { Fingerprint = fingerprint, Phase = phase, LearningRate = task.Settings.LearningRate,
                    EpochsSinceBest = 0, History = history };
            if (restored is not null)
                _checkpoint!.Restore(task.Model, best, optimiser);
            while (state.History.Count(row => row.Phase == phase) < task.Settings.Epochs
                && state.EpochsSinceBest < task.Settings.PatienceEpochs)
            {
                state = RunEpoch(state, optimiser, best, progress, cancellationToken);
                _checkpoint?.Save(state, task.Model, best, optimiser);
            }

            task.Model.load_state_dict(best);
            return state.History;
        }
        finally
        {
            foreach (var weights in best.Values)
                weights.Dispose();
        }
    }

    /// <summary>A number derived from a seed and an epoch, the same on every machine.</summary>
    public static int HashCodeOf(int seed, int epoch) =>
        unchecked((int)(((uint)seed * 2654435761u) ^ ((uint)epoch * 2246822519u)) & int.MaxValue);

    private LoopState RunEpoch(
        LoopState state, Optimizer optimiser, Dictionary<string, Tensor> best, IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        var epoch = state.History.Count + 1;
        var before = state.History.Count(row => row.Phase < state.Phase);
        task.BeginEpoch(epoch);
        task.Model.train();
        optimiser.LearningRate = state.LearningRate;

        var batches = Batches(epoch);
        var steps = batches.Count;
        var (loss, norm, examples) = (0.0, 0.0, 0);
        for (var step = 0; step < steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var batch = batches[step];
            var (stepLoss, stepNorm) = Step(optimiser, batch);
            loss += task.LossIsSum ? stepLoss : stepLoss * batch.Length;
            norm += stepNorm;
            examples += batch.Length;
            progress?.Report(new TrainingProgress(epoch, before + task.Settings.Epochs, step + 1, steps, loss / examples, null));
        }

        var validation = Measured(task.Validate);
        var metric = validation[task.ValidationMetric];
        var isBest = state.BestMetric is null || metric > state.BestMetric;
        if (isBest || task.Settings.KeepLast)
            Keep(best);
        var figures = new EpochFigures
        {
            Phase = state.Phase,
            Epoch = epoch,
            Loss = loss / examples,
            LearningRate = state.LearningRate,
            GradientNorm = norm / steps,
            Validation = validation,
            IsBest = isBest,
        };
        progress?.Report(new TrainingProgress(epoch, before + task.Settings.Epochs, steps, steps, figures.Loss, figures));
        return state with
        {
            LearningRate = FallsAfter(epoch - before, isBest) ? state.LearningRate * task.Settings.LearningRateDecay : state.LearningRate,
            BestMetric = isBest ? metric : state.BestMetric,
            EpochsSinceBest = isBest ? 0 : state.EpochsSinceBest + 1,
            History = [.. state.History, figures],
        };
    }

    private bool FallsAfter(int epochOfPhase, bool isBest) =>
        task.Settings.DecayEveryEpochs > 0 ? epochOfPhase % task.Settings.DecayEveryEpochs == 0 : !isBest;

    private Optimizer NewOptimiser()
    {
        (string, Tensor)[] learned = [.. task.Model.named_parameters().Where(parameter => parameter.parameter.requires_grad)];
        return task.Settings.Optimiser == Optimiser.Sgd ? new SGD(learned, task.Settings.LearningRate)
            : new Adam(learned, task.Settings.LearningRate);
    }

    /// <summary>All examples once, in an order drawn from the seed and the epoch.</summary>
    private List<int[]> Batches(int epoch)
    {
        var random = new Random(HashCodeOf(task.Settings.Seed, epoch));
        var order = Enumerable.Range(0, task.Examples).ToArray();
        random.Shuffle(order);
        var size = task.Settings.BatchExamples;
        if (task.Settings.SortedBatches == 1)
            return [.. order.Chunk(size)];
        var sorted = order.Chunk(size * task.Settings.SortedBatches).SelectMany(window => window.OrderBy(task.SizeOf)).Chunk(size)
            .ToArray();
        random.Shuffle(sorted);
        return [.. sorted];
    }

    private (double Loss, double GradientNorm) Step(Optimizer optimiser, ReadOnlySpan<int> examples)
    {
        using var scope = torch.NewDisposeScope();
        optimiser.zero_grad();
        var loss = task.Loss(examples);
        loss.backward();
        // Parameters that are frozen in this phase may still hold a gradient of an earlier phase.
        var norm = Clip([.. task.Model.parameters().Where(parameter => parameter.requires_grad)]);
        if (!double.IsFinite(norm))
            throw new ExperimentException($"The gradients are no longer finite after {optimiser.Steps} steps. A lower learning rate (now "
                + $"{optimiser.LearningRate:G3}) may help.");
        optimiser.step();
        task.AfterStep(optimiser.LearningRate);
        return (loss.item(), norm);
    }

    /// <returns>The norm of all gradients together, before clipping.</returns>
    private double Clip(Tensor[] parameters) => task.Settings.ClipEach
        ? Math.Sqrt(parameters.Sum(parameter => Math.Pow(torch.nn.utils.clip_grad_norm_([parameter], task.Settings.MaxGradientNorm), 2)))
        : torch.nn.utils.clip_grad_norm_(parameters, task.Settings.MaxGradientNorm);

    /// <summary>Runs a measurement without gradients and frees its tensors.</summary>
    public T Measured<T>(Func<T> measure)
    {
        task.Model.eval();
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        return measure();
    }

    private void Keep(Dictionary<string, Tensor> best)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        foreach (var (name, parameter) in task.Model.named_parameters())
        {
            if (best.TryGetValue(name, out var kept))
                kept.Assign(parameter);
            else
                best[name] = parameter.detach().clone().DetachFromDisposeScope();
        }
    }
}
