namespace Engram.Training.Torch;

/// <content>Matrix products, reshaping, and selection of elements.</content>
public sealed partial class Tensor
{
    /// <summary>Matrix product over the last two dimensions; the dimensions before are broadcast.</summary>
    public Tensor matmul(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Shape.CheckMatmul(this, other);
        Native.Check(Native.matmul(this, other, out var result));
        return result;
    }

    /// <summary>[B, N, M] x [B, M, P] -> [B, N, P].</summary>
    public Tensor bmm(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (shape.Length != 3 || other.shape.Length != 3 || shape[0] != other.shape[0])
            throw new ShapeException($"bmm: expected [B, N, M] x [B, M, P], got {Shape.Text(shape)} x {Shape.Text(other.shape)}.");
        return matmul(other);
    }

    /// <summary>The same elements in another shape; one size may be -1 and is then inferred.</summary>
    public Tensor reshape(params ReadOnlySpan<long> shape)
    {
        Shape.CheckElements(this, shape);
        Native.Check(Native.reshape(this, shape, shape.Length, out var result));
        return result;
    }

    /// <summary>Repeats dimensions of size 1 without copying; -1 keeps a size.</summary>
    public Tensor expand(params ReadOnlySpan<long> shape)
    {
        var offset = shape.Length - this.shape.Length;
        var fits = offset >= 0;
        for (var i = 0; fits && i < this.shape.Length; i++)
            fits = shape[i + offset] == -1 || this.shape[i] == 1 || this.shape[i] == shape[i + offset];
        if (!fits)
            throw new ShapeException($"expand: {Shape.Text(this.shape)} does not expand to {Shape.Text(shape)}.");
        Native.Check(Native.expand(this, shape, shape.Length, out var result));
        return result;
    }

    public Tensor transpose(long first, long second)
    {
        Native.Check(Native.transpose(this, Shape.Dimension(this, first), Shape.Dimension(this, second), out var result));
        return result;
    }

    /// <summary>Adds a dimension of size 1 before <paramref name="dim"/>; -1 adds it at the end.</summary>
    public Tensor unsqueeze(long dim)
    {
        Native.Check(Native.unsqueeze(this, dim, out var result));
        return result;
    }

    /// <summary>Removes a dimension of size 1.</summary>
    public Tensor squeeze(long dim)
    {
        var along = Shape.Dimension(this, dim);
        if (shape[along] != 1)
            throw new ShapeException($"squeeze: dimension {dim} of {Shape.Text(shape)} is not 1.");
        Native.Check(Native.squeeze(this, along, out var result));
        return result;
    }

    /// <summary>The slice [start, start + length) of one dimension.</summary>
    public Tensor narrow(long dim, long start, long length)
    {
        var along = Shape.Dimension(this, dim);
        if (start < 0 || length < 0 || start + length > shape[along])
            throw new ShapeException($"narrow: [{start}, {start + length}) is outside dimension {dim} of {Shape.Text(shape)}.");
        Native.Check(Native.narrow(this, along, start, length, out var result));
        return result;
    }

    /// <summary>One slice of a dimension, which is removed.</summary>
    public Tensor select(long dim, long index)
    {
        var along = Shape.Dimension(this, dim);
        if (index < -shape[along] || index >= shape[along])
            throw new ShapeException($"select: {index} is outside dimension {dim} of {Shape.Text(shape)}.");
        Native.Check(Native.select(this, along, index, out var result));
        return result;
    }

    /// <summary>The slices of a dimension at <paramref name="index"/> (int64, one dimension), in that order.</summary>
    public Tensor index_select(long dim, Tensor index)
    {
        ArgumentNullException.ThrowIfNull(index);
        Shape.CheckIndexes(nameof(index_select), index);
        if (index.shape.Length != 1)
            throw new ShapeException($"index_select: expected indexes [N], got {Shape.Text(index.shape)}.");
        Native.Check(Native.index_select(this, Shape.Dimension(this, dim), index, out var result));
        return result;
    }

    /// <summary>out[i][j] = this[i][index[i][j]] for dim 1, and so on.</summary>
    public Tensor gather(long dim, Tensor index)
    {
        ArgumentNullException.ThrowIfNull(index);
        Shape.CheckIndexes(nameof(gather), index);
        if (index.shape.Length != shape.Length)
            throw new ShapeException(
                $"gather: indexes {Shape.Text(index.shape)} have another number of dimensions than {Shape.Text(shape)}.");
        Native.Check(Native.gather(this, Shape.Dimension(this, dim), index, out var result));
        return result;
    }

    /// <summary>A copy with <paramref name="source"/> added to the elements that <paramref name="index"/> selects: the reverse of
    /// gather.</summary>
    public Tensor scatter_add(long dim, Tensor index, Tensor source)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(source);
        Shape.CheckIndexes(nameof(scatter_add), index);
        Shape.CheckSame("scatter_add, source against index", index.shape, source.shape);
        Native.Check(Native.scatter_add(this, Shape.Dimension(this, dim), index, source, out var result));
        return result;
    }
}
