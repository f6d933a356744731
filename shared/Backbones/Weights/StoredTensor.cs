using System.Collections.Immutable;

namespace Engram.Backbones.Weights;

/// <summary>Element types that files of weights may hold, little-endian.</summary>
public enum StoredType
{
    F32,
    F16,
    BF16,
    F64,
    I64,
}

/// <summary>Where a tensor lies in a file.</summary>
/// <param name="Type">Type of its elements.</param>
/// <param name="Shape">Its sizes; empty for a scalar.</param>
/// <param name="Strides">Elements from one index to the next, for each dimension.</param>
/// <param name="Start">Position of its first element, in bytes from the start of the file.</param>
public sealed record StoredTensor(StoredType Type, ImmutableArray<long> Shape, ImmutableArray<long> Strides, long Start)
{
    private const int MaxRank = 8;

    /// <summary>Bytes per element.</summary>
    public static int SizeOf(StoredType type) => type switch
    {
        StoredType.F16 or StoredType.BF16 => 2,
        StoredType.F32 => 4,
        _ => 8,
    };

    /// <summary>Number of elements.</summary>
    public long Elements => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Elements from its first to its last in the file, both counted.</summary>
    public long Span => Elements == 0 ? 0 : 1 + Shape.Zip(Strides, (size, stride) => (size - 1) * stride).Sum();

    /// <summary>Whether the elements lie in row-major order without gaps.</summary>
    public bool IsRowMajor => RowMajor(Shape).Zip(Strides, Shape).All(one => one.First == one.Second || one.Third == 1);

    /// <summary>A tensor in row-major order.</summary>
    /// <param name="name">Its name, for the message.</param>
    /// <param name="type">Type of its elements.</param>
    /// <param name="shape">Its sizes.</param>
    /// <param name="start">Position of its first element in the file.</param>
    /// <param name="stored">Number of elements that the file has for it.</param>
    /// <exception cref="WeightFileException">Shape and number do not fit.</exception>
    public static StoredTensor Of(string name, StoredType type, ImmutableArray<long> shape, long start, long stored)
    {
        var elements = CheckedElements(name, shape);
        return elements == stored
            ? new StoredTensor(type, shape, RowMajor(shape), start)
            : throw new WeightFileException(
                $"Tensor {Shown(name)} of shape [{string.Join(", ", shape)}] has {elements} elements; the file has {stored} for it.");
    }

    /// <summary>A view of a storage.</summary>
    /// <param name="name">Its name, for the message.</param>
    /// <param name="type">Type of its elements.</param>
    /// <param name="shape">Its sizes.</param>
    /// <param name="strides">Elements from one index to the next, for each dimension.</param>
    /// <param name="offset">Elements of the storage before its first.</param>
    /// <param name="storage">Position of the storage in the file.</param>
    /// <param name="stored">Number of elements of the storage.</param>
    /// <exception cref="WeightFileException">It reaches beyond its storage.</exception>
    public static StoredTensor View(
        string name, StoredType type, ImmutableArray<long> shape, ImmutableArray<long> strides, long offset, long storage, long stored)
    {
        var elements = CheckedElements(name, shape);
        if (strides.Length != shape.Length || strides.Any(stride => stride < 0) || offset < 0)
            throw new WeightFileException($"Tensor {Shown(name)} has strides or an offset that are no sizes.");
        var last = (Int128)offset;
        foreach (var (size, stride) in shape.Zip(strides))
            last += (Int128)(size - 1) * stride;
        if (elements > stored || (elements > 0 && last >= stored) || offset > stored)
            throw new WeightFileException(
                $"Tensor {Shown(name)} of shape [{string.Join(", ", shape)}] with strides [{string.Join(", ", strides)}] from {offset} "
                + $"reaches beyond its storage of {stored} elements.");
        return new StoredTensor(type, shape, strides, storage + offset * SizeOf(type));
    }

    /// <summary>A stranger's name, cut to what fits in a message.</summary>
    internal static string Shown(string name) => name.Length <= 100 ? name : name[..100] + "...";

    private static long CheckedElements(string name, ImmutableArray<long> shape)
    {
        if (shape.Length > MaxRank || shape.Any(size => size < 0))
            throw new WeightFileException(
                $"Tensor {Shown(name)} has a shape that is none: up to {MaxRank} sizes, none below 0, are read.");
        var product = (Int128)1;
        foreach (var size in shape.Contains(0) ? [0] : shape)
        {
            product *= size;
            if (product > long.MaxValue / sizeof(double))
                throw new WeightFileException(
                    $"Tensor {Shown(name)} of shape [{string.Join(", ", shape)}] has more elements than any file can hold.");
        }

        return (long)product;
    }

    private static ImmutableArray<long> RowMajor(ImmutableArray<long> shape)
    {
        var strides = new long[shape.Length];
        var stride = 1L;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= Math.Max(1, shape[i]);
        }

        return [.. strides];
    }
}
