using Engram.ModelStore;
using Engram.OnnxGraph;
using Engram.Training.Loop;
using Engram.Training.Torch;

namespace Engram.Trainer.Tests.Training;

/// <summary>Learns y = 2 x + 1 with dropout on the input, so that the result depends on random numbers.</summary>
internal sealed class LineTask(TrainingSettings settings, float exportError = 0, string name = "line") : ITrainingSession
{
    private const int Count = 24;

    private readonly Linear _line = Seeded(settings.Seed);

    public TrainingSettings Settings => settings;

    public Module Model => _line;

    public IReadOnlyList<TrainingData> Data { get; init; } = [];

    public int Examples => Count;

    public string ValidationMetric => "accuracy";

    public Func<int, double>? ValidationByEpoch { get; init; }

    public Func<int, int>? Sizes { get; init; }

    /// <summary>The training batches, in order.</summary>
    public List<int[]> Seen { get; } = [];

    private int _epoch;

    public void BeginEpoch(int epoch) => _epoch = epoch;

    public int SizeOf(int example) => Sizes?.Invoke(example) ?? 0;

    public Tensor Loss(ReadOnlySpan<int> examples)
    {
        if (_line.training)
            Seen.Add(examples.ToArray());
        var x = Inputs(examples);
        return (_line.forward(torch.nn.functional.dropout(x, 0.1, _line.training)) - (x * 2 + 1)).square().mean();
    }

    public IReadOnlyDictionary<string, double> Validate() =>
        new Dictionary<string, double> { ["accuracy"] = ValidationByEpoch?.Invoke(_epoch) ?? 1 / (1 + Loss([.. Enumerable.Range(0,
            Count)]).item()) };

    public IReadOnlyDictionary<string, double> Evaluate() => Validate();

    public ModelManifest Describe() => new()
    {
        Name = name,
        Version = "0",
        Kind = LineTraining.KindName,
        Inputs = [TensorSpec.Of("x", TensorType.Float32, "batch", 1)],
        Outputs = [TensorSpec.Of("y", TensorType.Float32, "batch", 1)],
        Training = new ModelTraining { Command = "none: trained by a test", Seed = settings.Seed, Data = Data },
    };

    public void WriteFiles(string directory)
    {
        var graph = new OnnxGraphBuilder("line");
        var x = graph.Input("x", ElementType.Float32, "batch", 1);
        var y = graph.Op(
            "Add", [graph.Op("Mul", [x, graph.Scalar((float)_line.weight.item() + exportError)]), graph.Scalar((float)_line.bias!.item())]);
        graph.Output("y", y, ElementType.Float32, "batch", 1);
        graph.Save(Path.Combine(directory, ModelManifest.NetworkFileName));
    }

    public IReadOnlyList<ParityCase> ParityCases()
    {
        var x = Inputs([0, 5, 9]);
        return [new ParityCase([new ParityInput("x", x.ToFloat32(), [3, 1])], [new ParityOutput("y", _line.forward(x).ToFloat32())])];
    }

    public void Dispose() => _line.Dispose();

    private static Linear Seeded(int seed)
    {
        torch.manual_seed((ulong)seed);
        return new Linear(1, 1);
    }

    private static Tensor Inputs(ReadOnlySpan<int> examples)
    {
        var values = new float[examples.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = examples[i] / (float)Count;
        return torch.tensor(values, [values.Length, 1]);
    }
}

/// <summary>Recipe of <see cref="LineTask"/>. <c>exportError</c> makes the exported network differ.</summary>
internal sealed class LineTraining(TrainingSettings settings, float exportError = 0, params IReadOnlyList<TrainingData> data)
    : ITrainingRecipe
{
    public const string KindName = "line";

    public string Kind => KindName;

    public ITrainingSession Prepare(TrainingRequest request) => new LineTask(settings, exportError) { Data = data };
}
