using System.Text.Json;
using Engram.DevServers;
using Engram.MemoryNetworks.Sequences;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;

namespace Engram.Benchmarks;

/// <summary>Recommendations of ten items, with reasons, by the starter recommender with its 3,151 films, each after one new event of a
/// subject whose state is kept. Limit: the network's step alone.</summary>
internal sealed class RecommendBench : IStageBench
{
    private const int Subjects = 500;
    private const int EventsBefore = 15;

    private readonly StateCache _states = new(2 * Subjects, TimeSpan.FromHours(1), TimeProvider.System);
    private readonly List<string> _items = [];
    private readonly ModelInputs _inputs = new();
    private SequenceSession? _recommender;
    private ModelSession? _network;
    private int _round;

    public string Stage => "recommend";

    public string Unit => "recommendations";

    public string Limit => "ONNX Runtime session alone";

    public Task<string?> PrepareAsync()
    {
        var package = new ModelRepository(Samples.Models).Current("films-ksr");
        var device = ExecutionDevice.Choose(new Inference.InferenceOptions());
        (_recommender, _network) = (SequenceSession.Open(package, device), ModelSession.Open(package, device));
        foreach (var line in File.ReadLines(Path.Combine(Clone.Root, "samples", "sessions", "events.ndjson")))
        {
            using var one = JsonDocument.Parse(line);
            _items.Add(one.RootElement.GetProperty("item").GetString()!);
        }

        var state = _recommender.Begin();
        var relations = package.Manifest.Inputs.Single(input => input.Name == SequenceInterface.MemoryInput).Dims[1].Size!.Value;
        _inputs.Add<long>(SequenceInterface.ItemInput, [1], 1).Add(SequenceInterface.HiddenInput, state.Hidden, 1, state.Hidden.Length)
            .Add(SequenceInterface.MemoryInput, state.Memory, 1, relations, state.Memory.Length / relations);
        return Task.FromResult<string?>(null);
    }

    public Task<int> RunOursAsync()
    {
        var round = _round++;
        for (var subject = 0; subject < Subjects; subject++)
        {
            var history = _items.GetRange(subject, EventsBefore);
            if (round > 0)
                history.Add(_items[^(round + 1)]);
            if (_recommender!.Recommend(history, max: 10, excludeSeen: true, _states).Items.Count != 10)
                throw new InvalidOperationException("Not every subject got ten items.");
        }

        return Task.FromResult(Subjects);
    }

    public Task<int> RunLimitAsync()
    {
        for (var step = 0; step < Subjects; step++)
            _network!.Run(_inputs).Dispose();
        return Task.FromResult(Subjects);
    }

    public ValueTask DisposeAsync()
    {
        _inputs.Dispose();
        _recommender?.Dispose();
        _network?.Dispose();
        return ValueTask.CompletedTask;
    }
}
