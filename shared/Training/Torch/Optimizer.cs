namespace Engram.Training.Torch;

/// <summary>Changes parameters by their gradients, as in torch.optim. Its state can be saved and restored.</summary>
public abstract class Optimizer : IDisposable
{
    protected Optimizer(IReadOnlyList<(string Name, Tensor Parameter)> parameters, double lr)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = [.. parameters];
        LearningRate = lr;
    }

    public double LearningRate { get; set; }

    /// <summary>Steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>What it remembers from step to step; with <see cref="Steps"/> it is the whole state.</summary>
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

    /// <summary>Changes one parameter, by its place among <see cref="Parameters"/>.</summary>
    protected abstract void Update((string Name, Tensor Parameter) p, int number);
}
