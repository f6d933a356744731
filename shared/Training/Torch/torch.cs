namespace Engram.Training.Torch;

/// <summary>Functions of PyTorch's module <c>torch</c>, under the same names.</summary>
public static partial class torch
{
    public static DisposeScope NewDisposeScope() => new();

    /// <summary>Stops recording gradients on this thread until disposed.</summary>
    public static NoGrad no_grad() => new();

    /// <summary>Seeds the random numbers of initial weights and dropout, on all devices.</summary>
    public static void manual_seed(ulong seed) => Native.Check(Native.manual_seed(seed));

    /// <summary>Sets the number of threads per operation. More threads than free cores are very slow, because OpenMP's threads spin (with 2
    /// threads under load, 13 s instead of 0.3 s per step were measured). So the default everywhere is 1.</summary>
    public static void set_num_threads(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Native.Check(Native.set_threads(threads));
    }

    /// <summary>State of the random number generator; <see cref="set_rng_state"/> continues from it.</summary>
    public static byte[] get_rng_state(Device? device = null)
    {
        Native.Check(Native.rng_state(IndexOf(device), out var state));
        using (state)
            return state.ToBytes();
    }

    public static void set_rng_state(ReadOnlySpan<byte> state, Device? device = null)
    {
        // libtorch expects the state on the CPU, whichever device it is for.
        using var bytes = tensor(state, [state.Length]);
        Native.Check(Native.set_rng_state(IndexOf(device), bytes));
    }

    public static Tensor tensor(ReadOnlySpan<float> values, ReadOnlySpan<long> shape, Device? device = null)
    {
        CheckCount(values.Length, shape);
        Native.Check(Native.from_float32(values, shape, shape.Length, IndexOf(device), out var result));
        return result;
    }

    public static Tensor tensor(ReadOnlySpan<long> values, ReadOnlySpan<long> shape, Device? device = null)
    {
        CheckCount(values.Length, shape);
        Native.Check(Native.from_int64(values, shape, shape.Length, IndexOf(device), out var result));
        return result;
    }

    public static Tensor tensor(ReadOnlySpan<byte> values, ReadOnlySpan<long> shape, Device? device = null)
    {
        CheckCount(values.Length, shape);
        Native.Check(Native.from_uint8(values, shape, shape.Length, IndexOf(device), out var result));
        return result;
    }

    public static Tensor zeros(params ReadOnlySpan<long> shape) => full(shape, 0);

    public static Tensor ones(params ReadOnlySpan<long> shape) => full(shape, 1);

    public static Tensor full(ReadOnlySpan<long> shape, double value, Device? device = null)
    {
        Native.Check(Native.full(shape, shape.Length, value, IndexOf(device), out var result));
        return result;
    }

    /// <summary>Random numbers, uniform in [low, high), drawn on the CPU so that every device gets the same numbers.</summary>
    public static Tensor uniform(ReadOnlySpan<long> shape, double low, double high, Device? device = null)
    {
        Native.Check(Native.uniform(shape, shape.Length, low, high, IndexOf(device), out var result));
        return result;
    }

    /// <summary>Normally distributed random numbers, drawn on the CPU so that every device gets the same numbers.</summary>
    public static Tensor normal(ReadOnlySpan<long> shape, double mean, double std, Device? device = null)
    {
        Native.Check(Native.normal(shape, shape.Length, mean, std, IndexOf(device), out var result));
        return result;
    }

    /// <summary>Joins tensors along a dimension in which they may differ.</summary>
    public static Tensor cat(IReadOnlyList<Tensor> tensors, long dim = 0)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var along = CheckParts(nameof(cat), tensors, dim);
        var first = tensors[0].shape;
        foreach (var shape in tensors.Skip(1).Select(tensor => tensor.shape))
        {
            if (shape.Length != first.Length || !first.Where((size, i) => i != along).SequenceEqual(shape.Where((_, i) => i != along)))
                throw new ShapeException($"cat: {Shape.Text(first)} and {Shape.Text(shape)} differ in another dimension than {dim}.");
        }

        using var handles = new HandleArray(tensors);
        Native.Check(Native.cat(handles.Handles, tensors.Count, along, out var result));
        return result;
    }

    /// <summary>Joins tensors of the same shape along a new dimension.</summary>
    public static Tensor stack(IReadOnlyList<Tensor> tensors, long dim = 0)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.Count == 0)
            throw new ShapeException("stack: there are no tensors.");
        foreach (var tensor in tensors)
            Shape.CheckSame(nameof(stack), tensors[0].shape, tensor.shape);
        using var handles = new HandleArray(tensors);
        Native.Check(Native.stack(handles.Handles, tensors.Count, dim, out var result));
        return result;
    }

    /// <summary>Elements of <paramref name="a"/> where the condition (bool) is true, otherwise of <paramref name="b"/>.</summary>
    public static Tensor where(Tensor condition, Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(condition);
        Shape.CheckBroadcast(nameof(where), condition, a);
        Shape.CheckBroadcast(nameof(where), condition, b);
        Native.Check(Native.where(condition, a, b, out var result));
        return result;
    }

    private static int CheckParts(string operation, IReadOnlyList<Tensor> tensors, long dim) =>
        tensors.Count > 0 ? Shape.Dimension(tensors[0], dim) : throw new ShapeException($"{operation}: there are no tensors.");

    private static void CheckCount(int count, ReadOnlySpan<long> shape)
    {
        var product = 1L;
        foreach (var size in shape)
            product *= size;
        if (product != count)
            throw new ShapeException($"tensor: {count} values do not fill {Shape.Text(shape)}.");
    }

    private static int IndexOf(Device? device) => (device ?? Device.CPU).CudaIndex;
}
