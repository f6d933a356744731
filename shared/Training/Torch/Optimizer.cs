namespace Engram.Training.Torch;

/// <summary>Updates parameters by their gradients, as in torch.optim. Its state can be saved and restored.</summary>
public abstract class Optimizer : IDisposable
{
    protected Optimizer(IReadOnlyList<(string Name, Tensor Parameter)> parameters, double lr)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = [.. parameters];
        LearningRate = lr;
    }

    public double LearningRate { get; set; }

    /// <summary>Number of steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>Tensors kept from step to step. Together with <see cref="Steps"/> they are the whole state.</summary>
    public abstract IReadOnlyList<(string Name, Tensor Values)> State();

    public void Restore(IReadOnlyDictionary<string, Tensor> state, long steps)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (var (name, values) in State())
            values.Assign(
                state.TryGetValue(name, out var saved) ? saved : throw new ShapeException($"The optimiser's state holds no '{name}'."));
        Steps = steps;
    }

    public void zero_grad()
    {
        using var handles = new HandleArray([.. Parameters.Select(p => p.Parameter)]);
        Native.Check(Native.zero_grad(handles.Handles, Parameters.Count));
    }

    public void step()
    {
        Steps++;
        for (var i = 0; i < Parameters.Count; i++)
            Update(Parameters[i], i);
    }

    public abstract void Dispose();

    protected IReadOnlyList<(string Name, Tensor Parameter)> Parameters { get; }

    /// <summary>Updates one parameter. <paramref name="number"/> is its index in <see cref="Parameters"/>.</summary>
    protected abstract void Update((string Name, Tensor Parameter) p, int number);
}
