using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Text;

namespace Engram.Backbones.Weights;

/// <summary>
/// Reads pickles of torch.save and runs nothing: a name in a pickle is compared with the few that state dicts need, and what they would
/// build is built here. Any other name, and any operation that no state dict uses, is refused.
/// </summary>
/// <param name="bytes">One pickle after another.</param>
internal sealed class PickleReader(byte[] bytes)
{
    /// <summary>The first byte of a pickle of protocol 2 and later.</summary>
    public const byte Protocol = 0x80;

    private static readonly PickledName OrderedDict = new("collections", "OrderedDict");
    private static readonly PickledName Parameter = new("torch.nn.parameter", "Parameter");
    private static readonly PickledName[] RebuildTensor =
        [new("torch._utils", "_rebuild_tensor_v2"), new("torch._utils", "_rebuild_tensor")];

    // Before torch 0.4 a tensor could be an object of these that gets its storage as a state.
    private static readonly PickledName[] TensorTypes =
        [new("torch", "FloatTensor"), new("torch", "HalfTensor"), new("torch", "DoubleTensor"), new("torch", "LongTensor")];

    private static readonly object TensorWithoutState = new();

    private static readonly Dictionary<PickledName, StoredType> StorageTypes = new()
    {
        [new("torch", "FloatStorage")] = StoredType.F32,
        [new("torch", "HalfStorage")] = StoredType.F16,
        [new("torch", "BFloat16Storage")] = StoredType.BF16,
        [new("torch", "DoubleStorage")] = StoredType.F64,
        [new("torch", "LongStorage")] = StoredType.I64,
    };

    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private readonly Dictionary<string, PickledStorage> _storages = new(StringComparer.Ordinal);

    /// <summary>Position after the last pickle read.</summary>
    public int Position { get; private set; }

    /// <summary>The storages that the pickles refer to, by key.</summary>
    public IReadOnlyDictionary<string, PickledStorage> Storages => _storages;

    /// <summary>Reads the next pickle: null, bool, long, <see cref="BigInteger"/>, double, string, <c>object?[]</c> (a tuple), a list, or
    /// one of our own types.</summary>
    /// <exception cref="WeightFileException">The pickle is damaged, or asks for more than a state dict needs.</exception>
    public object? Read()
    {
        _stack.Clear();
        _marks.Clear();
        _memo.Clear();
        while (true)
        {
            var operation = Next(1)[0];
            if (operation == '.')
                return Pop();
            Run(operation);
        }
    }

    // Names and numbers of the operations: pickletools of CPython.
    private void Run(byte operation)
    {
        switch (operation)
        {
            case Protocol: RequireProtocol(Next(1)[0]); break;
            case 0x95: Next(sizeof(ulong)); break; // FRAME
            case (byte)'(': _marks.Push(_stack.Count); break;
            case (byte)'N': _stack.Add(null); break;
            case 0x88: _stack.Add(true); break;
            case 0x89: _stack.Add(false); break;
            case (byte)'K': _stack.Add((long)Next(1)[0]); break;
            case (byte)'M': _stack.Add((long)BinaryPrimitives.ReadUInt16LittleEndian(Next(2))); break;
            case (byte)'J': _stack.Add((long)BinaryPrimitives.ReadInt32LittleEndian(Next(4))); break;
            case 0x8a: _stack.Add(Integer(Next(Next(1)[0]))); break;
            case (byte)'G': _stack.Add(BinaryPrimitives.ReadDoubleBigEndian(Next(8))); break;
            case (byte)'X': _stack.Add(Text(NextLength())); break;
            case 0x8c: _stack.Add(Text(Next(1)[0])); break;
            case (byte)'T': _stack.Add(Encoding.Latin1.GetString(Next(NextLength()))); break; // strings of Python 2
            case (byte)'U': _stack.Add(Encoding.Latin1.GetString(Next(Next(1)[0]))); break;
            case (byte)')': _stack.Add(Array.Empty<object?>()); break;
            case 0x85: PushTuple(1); break;
            case 0x86: PushTuple(2); break;
            case 0x87: PushTuple(3); break;
            case (byte)'t': _stack.Add(PopToMark()); break;
            case (byte)']': _stack.Add(new List<object?>()); break;
            case (byte)'a': Append([Pop()]); break;
            case (byte)'e': Append(PopToMark()); break;
            case (byte)'}': _stack.Add(new PickleDict()); break;
            case (byte)'s': SetItems(PopLast(2)); break;
            case (byte)'u': SetItems(PopToMark()); break;
            case (byte)'q': _memo[Next(1)[0]] = Peek(); break;
            case (byte)'r': _memo[BinaryPrimitives.ReadUInt32LittleEndian(Next(4))] = Peek(); break;
            case 0x94: _memo[(uint)_memo.Count] = Peek(); break; // MEMOIZE
            case (byte)'h': _stack.Add(Recall(Next(1)[0])); break;
            case (byte)'j': _stack.Add(Recall(BinaryPrimitives.ReadUInt32LittleEndian(Next(4)))); break;
            case (byte)'c': _stack.Add(Allow(NextLine(), NextLine())); break;
            case 0x93: PushNameOnStack(); break;
            case (byte)'Q': _stack.Add(Storage(Pop())); break;
            case (byte)'R': Call(); break;
            case 0x81: MakeParameter(); break; // NEWOBJ
            case (byte)'b': SetState(); break;
            default:
                throw new WeightFileException($"Its pickle uses operation 0x{operation:x2}, which no state dict needs.");
        }
    }

    private static void RequireProtocol(byte version)
    {
        if (version is < 2 or > 5)
            throw new WeightFileException($"Its pickle is of protocol {version}; 2 to 5 are read.");
    }

    private void PushNameOnStack()
    {
        if (PopLast(2) is not [string module, string name])
            throw Damaged();
        _stack.Add(Allow(module, name));
    }

    private static PickledName Allow(string module, string name)
    {
        var pickled = new PickledName(module, name);
        return pickled == OrderedDict || pickled == Parameter || RebuildTensor.Contains(pickled) || TensorTypes.Contains(pickled)
                || StorageTypes.ContainsKey(pickled)
            ? pickled
            : throw new WeightFileException(
                $"Its pickle names {StoredTensor.Shown(module)}.{StoredTensor.Shown(name)}, which no state dict of float32, float16, "
                + "bfloat16, float64 and int64 tensors needs; nothing was run.");
    }

    private void Call()
    {
        var (arguments, callee) = (Pop() as object[] ?? throw Damaged(), Pop());
        _stack.Add(callee switch
        {
            PickledName name when name == OrderedDict && arguments.Length == 0 => new PickleDict(),
            PickledName name when RebuildTensor.Contains(name) => Tensor(arguments),
            PickledName name when TensorTypes.Contains(name) && arguments.Length == 0 => TensorWithoutState,
            PickledName name => throw new WeightFileException($"Its pickle calls {name.Module}.{name.Name} as no state dict does."),
            _ => throw Damaged(),
        });
    }

    // A parameter is as good as its tensor, which comes as an argument or later in its state.
    private void MakeParameter()
    {
        var (arguments, type) = (Pop() as object[] ?? throw Damaged(), Pop());
        if (type is not PickledName name || name != Parameter)
            throw new WeightFileException("Its pickle makes an object that no state dict holds.");
        _stack.Add(arguments is [PickledTensor tensor, ..] ? tensor : TensorWithoutState);
    }

    private void SetState()
    {
        var (state, target) = (Pop(), Pop());
        _stack.Add((target, state) switch
        {
            (PickleDict, _) => target, // versions of a state dict's modules, not needed
            (PickledTensor, object[]) => target, // flags of a parameter
            (not null, object[] and [PickledTensor tensor, ..]) when target == TensorWithoutState => tensor,
            (not null, object[] parts) when target == TensorWithoutState => Tensor(parts),
            _ => throw new WeightFileException("Its pickle sets the state of something that has none in a state dict."),
        });
    }

    // The arguments of torch._utils._rebuild_tensor: storage, storage_offset, size, stride. What _v2 adds is for training.
    private static PickledTensor Tensor(object?[] arguments) =>
        arguments is [PickledStorage storage, long offset, object[] shape, object[] strides, ..]
            ? new PickledTensor(storage, offset, Sizes(shape), Sizes(strides))
            : throw new WeightFileException("Its pickle describes a tensor that is none.");

    private static ImmutableArray<long> Sizes(object?[] sizes) => [.. sizes.Select(size => size is long number ? number : throw Damaged())];

    // ('storage', type, key, device, elements), and in older files a view, of which state dicts have none.
    private PickledStorage Storage(object? id)
    {
        if (id is not object[] parts
            || parts is not ["storage", PickledName name, string key, string, long elements, .. var view]
            || view is not ([] or [null])
            || !StorageTypes.TryGetValue(name, out var type) || elements < 0 || elements > long.MaxValue / sizeof(double))
            throw new WeightFileException("Its pickle refers to something outside that is no storage.");
        var storage = new PickledStorage(type, key, elements);
        return _storages.TryAdd(key, storage) || _storages[key] == storage
            ? storage
            : throw new WeightFileException($"Its storage {StoredTensor.Shown(key)} has two types or lengths.");
    }

    private void PushTuple(int count) => _stack.Add(PopLast(count));

    private void Append(object?[] items) => (Peek() as List<object?> ?? throw Damaged()).AddRange(items);

    private void SetItems(object?[] items)
    {
        var target = Peek() as PickleDict ?? throw Damaged();
        if (items.Length % 2 != 0)
            throw Damaged();
        foreach (var pair in items.Chunk(2))
        {
            if (pair[0] is not string name)
                throw new WeightFileException("Its pickle has a dictionary with a key that is no text.");
            if (!target.TryAdd(name, pair[1]))
                throw new WeightFileException($"It names {StoredTensor.Shown(name)} twice.");
        }
    }

    private object? Recall(uint number) => _memo.TryGetValue(number, out var value) ? value : throw Damaged();

    private object? Peek() => _stack.Count > Floor ? _stack[^1] : throw Damaged();

    private object? Pop() => PopLast(1)[0];

    private object?[] PopLast(int count) => _stack.Count - count >= Floor ? PopFrom(_stack.Count - count) : throw Damaged();

    private object?[] PopToMark() => _marks.TryPop(out var mark) ? PopFrom(mark) : throw Damaged();

    private object?[] PopFrom(int start)
    {
        var items = _stack.GetRange(start, _stack.Count - start).ToArray();
        _stack.RemoveRange(start, items.Length);
        return items;
    }

    // Values below the last mark belong to what encloses it.
    private int Floor => _marks.TryPeek(out var mark) ? mark : 0;

    private ReadOnlySpan<byte> Next(int count)
    {
        if (count < 0 || count > bytes.Length - Position)
            throw new WeightFileException("It ends early, inside a pickle, or its pickle is over the limit of a header.");
        Position += count;
        return bytes.AsSpan(Position - count, count);
    }

    private int NextLength() => BinaryPrimitives.ReadInt32LittleEndian(Next(4));

    private string NextLine()
    {
        var length = bytes.AsSpan(Position).IndexOf((byte)'\n');
        var line = Text(length);
        Next(1);
        return line;
    }

    private string Text(int length) => Encoding.UTF8.GetString(Next(length));

    private static object Integer(ReadOnlySpan<byte> littleEndian) =>
        littleEndian.Length <= sizeof(long) ? (object)(long)new BigInteger(littleEndian) : new BigInteger(littleEndian);

    private static WeightFileException Damaged() => new("Its pickle is damaged.");
}
