namespace Engram.Training.Torch;

/// <summary>Shape rules, checked before libtorch is called, so that an error names both sides.</summary>
internal static class Shape
{
    public static string Text(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";

    /// <summary>Converts a dimension counted from the end (-1 is the last) into one counted from the front.</summary>
    public static int Dimension(Tensor tensor, long dim)
    {
        var dims = tensor.shape.Length;
        return dim >= -dims && dim < dims
            ? (int)(dim < 0 ? dim + dims : dim)
            : throw new ShapeException($"A tensor {Text(tensor.shape)} has no dimension {dim}.");
    }

    /// <summary>Checks that two shapes broadcast: aligned at the last dimension, sizes must be equal or one of them 1.</summary>
    public static void CheckBroadcast(string operation, Tensor a, Tensor b)
    {
        var (left, right) = (a.shape, b.shape);
        for (var i = 1; i <= Math.Min(left.Length, right.Length); i++)
        {
            if (left[^i] != right[^i] && left[^i] != 1 && right[^i] != 1)
                throw new ShapeException($"{operation}: {Text(left)} and {Text(right)} differ in dimension -{i}.");
        }
    }

    public static void CheckMatmul(Tensor a, Tensor b)
    {
        var (left, right) = (a.shape, b.shape);
        if (left.Length == 0 || right.Length == 0)
            throw new ShapeException($"matmul: {Text(left)} x {Text(right)}: a scalar has no columns.");
        var columns = left[^1];
        var rows = right.Length == 1 ? right[0] : right[^2];
        if (columns != rows)
            throw new ShapeException($"matmul: {Text(left)} x {Text(right)}: {columns} columns meet {rows} rows.");
    }

    public static void CheckElements(Tensor tensor, ReadOnlySpan<long> shape)
    {
        var (product, free) = (1L, 0);
        foreach (var size in shape)
        {
            if (size == -1)
                free++;
            else
                product *= size;
        }

        var fits = free switch
        {
            0 => product == tensor.numel(),
            1 => product != 0 && tensor.numel() % product == 0,
            _ => false,
        };
        if (!fits)
            throw new ShapeException($"reshape: {Text(tensor.shape)} with {tensor.numel()} elements does not go into {Text(shape)}.");
    }

    public static void CheckSame(string what, ReadOnlySpan<long> expected, ReadOnlySpan<long> actual)
    {
        if (!expected.SequenceEqual(actual))
            throw new ShapeException($"{what}: expected {Text(expected)}, got {Text(actual)}.");
    }

    public static void CheckLast(string what, Tensor input, long expected)
    {
        if (input.shape.Length == 0 || input.shape[^1] != expected)
            throw new ShapeException($"{what}: expected [..., {expected}], got {Text(input.shape)}.");
    }

    public static void CheckIndexes(string what, Tensor indexes)
    {
        if (indexes.dtype != ScalarType.Int64)
            throw new ShapeException($"{what}: indexes are {ScalarType.Int64}, these are {indexes.dtype}.");
    }
}
