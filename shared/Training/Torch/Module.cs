namespace Engram.Training.Torch;

/// <summary>A part of a model, with named parameters and named sub-modules, as in torch.nn.</summary>
public abstract class Module : IDisposable
{
    private readonly List<(string Name, Tensor Parameter)> _parameters = [];
    private readonly List<(string Name, Module Part)> _parts = [];

    /// <summary>Whether the module is in training mode, in which dropout is active.</summary>
    public bool training { get; private set; } = true;

    /// <summary>Switches this module and its parts to training mode, or to evaluation mode if <paramref name="on"/> is false.</summary>
    public void train(bool on = true)
    {
        training = on;
        foreach (var (_, part) in _parts)
            part.train(on);
    }

    /// <summary>Switches this module and its parts to evaluation mode: no dropout.</summary>
    public void eval() => train(false);

    /// <summary>All parameters with their paths, for example <c>encoder.weight_ih_l0</c>: own parameters first, then those of the parts,
    /// each in order of registration.</summary>
    public IReadOnlyList<(string name, Tensor parameter)> named_parameters() =>
        [.. _parameters, .. _parts.SelectMany(part => part.Part.named_parameters().Select(p => (part.Name + "." + p.name, p.parameter)))];

    public IReadOnlyList<Tensor> parameters() => [.. named_parameters().Select(p => p.parameter)];

    /// <summary>Overwrites all parameters with the tensors of the same name.</summary>
    /// <exception cref="ShapeException">A parameter has no tensor of its name, or one of another shape.</exception>
    public void load_state_dict(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (var (name, parameter) in named_parameters())
        {
            if (!state.TryGetValue(name, out var values))
                throw new ShapeException(
                    $"The state holds no '{name}'; it has {string.Join(", ", state.Keys.Order(StringComparer.Ordinal))}.");
            Shape.CheckSame($"The state's '{name}'", parameter.shape, values.shape);
            parameter.Assign(values);
        }
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        foreach (var (_, parameter) in _parameters)
            parameter.Dispose();
        foreach (var (_, part) in _parts)
            part.Dispose();
    }

    /// <summary>Registers a tensor as a parameter: it is trained, saved, and freed with the module.</summary>
    protected Tensor register_parameter(string name, Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        values.DetachFromDisposeScope();
        values.requires_grad = true;
        _parameters.Add((name, values));
        return values;
    }

    /// <summary>Registers a module as a part.</summary>
    protected T register_module<T>(string name, T part)
        where T : Module
    {
        _parts.Add((name, part));
        return part;
    }
}
