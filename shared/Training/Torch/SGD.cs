namespace Engram.Training.Torch;

/// <summary>Stochastic gradient descent without momentum: w = w - lr * gradient.</summary>
public sealed class SGD(IReadOnlyList<(string Name, Tensor Parameter)> parameters, double lr) : Optimizer(parameters, lr)
{
    public override IReadOnlyList<(string Name, Tensor Values)> State() => [];

    public override void Dispose()
    {
    }

    protected override void Update((string Name, Tensor Parameter) p, int number)
    {
        using var noGrad = torch.no_grad();
        using var gradient = p.Parameter.grad;
        if (gradient is null)
            return;
        using var change = gradient * LearningRate;
        using var values = p.Parameter - change;
        p.Parameter.Assign(values);
    }
}
