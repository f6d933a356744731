using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Engram.Contracts.Recommendations;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;

namespace Engram.MemoryNetworks.Sequences;

/// <summary>A loaded network of a kind in <see cref="SequenceInterface.Kinds"/> with its items. Thread-safe. N items, H hidden, R
/// relations, K width of knowledge, E width of an item's vector.</summary>
public sealed class SequenceSession : IDisposable
{
    private readonly ModelSession _session;
    private readonly IReadOnlyList<string> _items;
    private readonly Dictionary<string, int> _numbers;
    private readonly float[] _itemVectors; // [N, E]
    private readonly RelationMemoryValues? _values; // null without a memory
    private readonly int _hidden;
    private readonly int _width;
    private readonly int _maxEvents;

    private SequenceSession(ModelSession session, RelationMemoryValues? values, int hidden, int width)
    {
        (_session, _values, _hidden, _width) = (session, values, hidden, width);
        var package = session.Package;
        _items = package.Read<string[]>(SequenceInterface.ItemsFileName);
        _numbers = _items.Index().ToDictionary(item => item.Item, item => item.Index + 1, StringComparer.Ordinal);
        _itemVectors = ReadVectors(package, SequenceInterface.ItemVectorsFileName, _items.Count, width);
        _maxEvents = package.Manifest.Parameter<int>(SequenceInterface.MaxEventsParameter);
    }

    public InstalledModel Package => _session.Package;

    /// <summary>Loads a package.</summary>
    /// <exception cref="ModelPackageException">It is of another kind, or does not match its manifest.</exception>
    public static SequenceSession Open(InstalledModel package, ExecutionDevice device)
    {
        ArgumentNullException.ThrowIfNull(package);
        var manifest = package.Manifest;
        if (!SequenceInterface.Kinds.Contains(manifest.Kind))
            throw new ModelPackageException($"Model {package.Id} is of kind {manifest.Kind}; a recommender of the next item is of one of "
                + $"{string.Join(", ", SequenceInterface.Kinds)}.");
        var (hidden, relations, knowledge) = (
            Size(manifest.Inputs, SequenceInterface.HiddenInput, 1), Size(manifest.Inputs, SequenceInterface.MemoryInput, 1),
            Size(manifest.Inputs, SequenceInterface.MemoryInput, 2));
        var width = Size(manifest.Outputs, SequenceInterface.UserOutput, 1);
        ModelInterface.Require(
            manifest, manifest.Kind, SequenceInterface.InputsOf(hidden, relations, knowledge),
            SequenceInterface.OutputsOf(hidden, relations, knowledge, width));
        var session = ModelSession.Open(package, device);
        return new SequenceSession(session, relations == 0 ? null : RelationMemoryValues.Of(package, relations, knowledge), hidden, width);
    }

    /// <summary>Ranks what comes next for a subject.</summary>
    /// <param name="history">Names of the subject's items, oldest first. Those the model does not know are skipped and listed.</param>
    /// <param name="max">Most items to return.</param>
    /// <param name="excludeSeen">Whether items of the history are left out.</param>
    /// <param name="states">States to go on from; null: the history is replayed.</param>
    public NextItems Recommend(IReadOnlyList<string> history, int max, bool excludeSeen, StateCache? states = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        var unknown = history.Where(item => !_numbers.ContainsKey(item)).Distinct(StringComparer.Ordinal).ToArray();
        int[] known = [.. history.Where(_numbers.ContainsKey).Select(item => _numbers[item])];
        if (known.Length == 0)
            return new NextItems { UnknownItems = unknown };
        var state = StateAfter(known.Length > _maxEvents ? known[^_maxEvents..] : known, states);
        return new NextItems
        {
            Items = Rank(state, excludeSeen ? known : [], max),
            Relations = _values?.Explain(state.Memory, state.RelationWeights) ?? [],
            UnknownItems = unknown,
        };
    }

    /// <summary>The state before the first item.</summary>
    public SubjectState Begin() => new(new float[_hidden], new float[_values?.Size ?? 0], new float[_width], []);

    /// <summary>The state after one more item, by its number from 1.</summary>
    /// <exception cref="InvalidDataException">The network computed a value that is not finite.</exception>
    public SubjectState Step(SubjectState state, int item)
    {
        ArgumentNullException.ThrowIfNull(state);
        using var inputs = new ModelInputs().Add<long>(SequenceInterface.ItemInput, [item], 1)
            .Add(SequenceInterface.HiddenInput, state.Hidden, 1, _hidden);
        if (_values is not null)
            inputs.Add(SequenceInterface.MemoryInput, state.Memory, 1, _values.Relations, _values.Width);
        using var outputs = _session.Run(inputs);
        var next = new SubjectState(
            outputs.Floats(SequenceInterface.HiddenOutput, 1, _hidden).ToArray(),
            _values is null ? [] : outputs.Floats(SequenceInterface.MemoryOutput, 1, _values.Relations, _values.Width).ToArray(),
            outputs.Floats(SequenceInterface.UserOutput, 1, _width).ToArray(),
            _values is null ? [] : outputs.Floats(SequenceInterface.RelationWeightsOutput, 1, _values.Relations).ToArray());
        return float.IsFinite(TensorPrimitives.Sum<float>(next.User)) ? next
            : throw new InvalidDataException($"Model {Package.Id} computed values that are not finite.");
    }

    public void Dispose() => _session.Dispose();

    private SubjectState StateAfter(int[] items, StateCache? states)
    {
        var (state, read) = states?.Find(items) ?? (Begin(), 0);
        for (; read < items.Length; read++)
            state = Step(state, items[read]);
        states?.Keep(items, state);
        return state;
    }

    private RecommendedItem[] Rank(SubjectState state, int[] except, int max)
    {
        var scores = new float[_items.Count];
        for (var item = 0; item < scores.Length; item++)
            scores[item] = TensorPrimitives.Dot<float>(_itemVectors.AsSpan(item * _width, _width), state.User);
        foreach (var item in except)
            scores[item - 1] = float.NegativeInfinity;
        var best = Best(scores, max);
        TensorPrimitives.SoftMax<float>(scores, scores);
        return [.. best.Select(item => new RecommendedItem { Item = _items[item], Score = scores[item] })];
    }

    /// <summary>The places of the greatest scores, best first and of equal ones the first, without sorting them all.</summary>
    internal static int[] Best(float[] scores, int max)
    {
        var best = new PriorityQueue<int, (float Score, int Place)>(max + 1);
        for (var place = 0; place < scores.Length; place++)
        {
            if (float.IsNegativeInfinity(scores[place])
                || (best.Count == max && best.TryPeek(out _, out var least) && scores[place] <= least.Score))
                continue;
            best.Enqueue(place, (scores[place], -place));
            if (best.Count > max)
                best.Dequeue();
        }

        var places = new int[best.Count];
        while (best.Count > 0)
            places[best.Count - 1] = best.Dequeue();
        return places;
    }

    /// <summary>Reads float32 vectors of a package's file.</summary>
    internal static float[] ReadVectors(InstalledModel package, string file, int rows, int width)
    {
        var bytes = File.ReadAllBytes(package.PathOf(file));
        return bytes.Length == (long)rows * width * sizeof(float)
            ? MemoryMarshal.Cast<byte, float>(bytes).ToArray()
            : throw new ModelPackageException($"{file} of model {package.Id} has {bytes.Length} bytes; [{rows}, {width}] of float32 has "
                + $"{(long)rows * width * sizeof(float)}.");
    }

    private static int Size(IReadOnlyList<TensorSpec> specs, string name, int dimension) =>
        specs.FirstOrDefault(spec => spec.Name == name) is { } spec && spec.Dims.Count > dimension ? spec.Dims[dimension].Size ?? 0 : 0;
}

/// <summary>All that a model remembers of a subject. It belongs to one version of one model.</summary>
/// <param name="Hidden">[H].</param>
/// <param name="Memory">[R, K]; empty without a memory.</param>
/// <param name="User">[E]: multiplied with an item's vector, the item's score.</param>
/// <param name="RelationWeights">[R], together 1; empty without a memory and before the first item.</param>
public sealed record SubjectState(float[] Hidden, float[] Memory, float[] User, float[] RelationWeights);
