namespace Engram.Training.Torch;

/// <summary>Adam (Kingma and Ba 2015, algorithm 1) with the order of operations of torch.optim.Adam. Its state can be saved and
/// restored.</summary>
public sealed class Adam : Optimizer
{
    private readonly Tensor[] _firstMoments;
    private readonly Tensor[] _secondMoments;
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _eps;
    private readonly double _weightDecay;

    public Adam(
        IReadOnlyList<(string Name, Tensor Parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
        double eps = 1e-8, double weightDecay = 0)
        : base(parameters, lr)
    {
        (_beta1, _beta2, _eps, _weightDecay) = (beta1, beta2, eps, weightDecay);
        _firstMoments = [.. Parameters.Select(ZerosLike)];
        _secondMoments = [.. Parameters.Select(ZerosLike)];
    }

    /// <summary>The moments, named <c>exp_avg.NAME</c> and <c>exp_avg_sq.NAME</c>.</summary>
    public override IReadOnlyList<(string Name, Tensor Values)> State() =>
    [
        .. Parameters.Select((p, i) => ("exp_avg." + p.Name, _firstMoments[i])),
        .. Parameters.Select((p, i) => ("exp_avg_sq." + p.Name, _secondMoments[i])),
    ];

    protected override void Update((string Name, Tensor Parameter) p, int number) => Native.Check(Native.adam_step(
        p.Parameter, _firstMoments[number], _secondMoments[number], Steps, LearningRate, _beta1, _beta2, _eps, _weightDecay));

    public override void Dispose()
    {
        foreach (var stepContext in _firstMoments.Concat(_secondMoments))
            stepContext.Dispose();
    }

    private static Tensor ZerosLike((string Name, Tensor Parameter) p) =>
        torch.full(p.Parameter.shape, 0, p.Parameter.device).DetachFromDisposeScope();
}
