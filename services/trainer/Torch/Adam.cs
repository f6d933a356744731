namespace Engram.Trainer.Torch;

/// <summary>Adam (Kingma and Ba 2015, algorithm 1), with torch.optim.Adam's order of operations. Its state can be saved and restored.</summary>
public sealed class Adam : IDisposable
{
    private readonly (string Name, Tensor Parameter)[] _parameters;
    private readonly Tensor[] _firstMoments;
    private readonly Tensor[] _secondMoments;
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _eps;
    private readonly double _weightDecay;

    public Adam(
        IReadOnlyList<(string Name, Tensor Parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weightDecay = 0)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        (_beta1, _beta2, _eps, _weightDecay) = (beta1, beta2, eps, weightDecay);
        LearningRate = lr;
        _parameters = [.. parameters];
        _firstMoments = [.. _parameters.Select(ZerosLike)];
        _secondMoments = [.. _parameters.Select(ZerosLike)];
    }

    public double LearningRate { get; set; }

    /// <summary>Steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>The moments under <c>exp_avg.NAME</c> and <c>exp_avg_sq.NAME</c>; with <see cref="Steps"/> they are the whole state.</summary>
    public IReadOnlyList<(string Name, Tensor Values)> State() =>
    [
        .. _parameters.Select((p, i) => ("exp_avg." + p.Name, _firstMoments[i])),
        .. _parameters.Select((p, i) => ("exp_avg_sq." + p.Name, _secondMoments[i])),
    ];

    public void Restore(IReadOnlyDictionary<string, Tensor> state, long steps)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (var (name, values) in State())
            values.Assign(state.TryGetValue(name, out var saved) ? saved : throw new ShapeException($"The optimiser's state holds no '{name}'."));
        Steps = steps;
    }

    public void zero_grad()
    {
        using var handles = new HandleArray([.. _parameters.Select(p => p.Parameter)]);
        Native.Check(Native.zero_grad(handles.Handles, _parameters.Length));
    }

    public void step()
    {
        Steps++;
        for (var i = 0; i < _parameters.Length; i++)
            Native.Check(Native.adam_step(
                _parameters[i].Parameter, _firstMoments[i], _secondMoments[i], Steps, LearningRate, _beta1, _beta2, _eps, _weightDecay));
    }

    public void Dispose()
    {
        foreach (var moment in _firstMoments.Concat(_secondMoments))
            moment.Dispose();
    }

    private static Tensor ZerosLike((string Name, Tensor Parameter) p) => torch.full(p.Parameter.shape, 0, p.Parameter.device).DetachFromDisposeScope();
}
