namespace Engram.Training.Torch;

/// <content>Reductions over all elements or along one dimension, which is removed or (keepdim) becomes 1.</content>
public sealed partial class Tensor
{
    public Tensor sum() => Unary(Native.sum_all);

    public Tensor mean() => Unary(Native.mean_all);

    public Tensor sum(long dim, bool keepdim = false)
    {
        Native.Check(Native.sum(this, Shape.Dimension(this, dim), keepdim ? 1 : 0, out var result));
        return result;
    }

    public Tensor mean(long dim, bool keepdim = false)
    {
        Native.Check(Native.mean(this, Shape.Dimension(this, dim), keepdim ? 1 : 0, out var result));
        return result;
    }

    public Tensor logsumexp(long dim, bool keepdim = false)
    {
        Native.Check(Native.logsumexp(this, Shape.Dimension(this, dim), keepdim ? 1 : 0, out var result));
        return result;
    }

    /// <summary>Largest values and their indexes.</summary>
    public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false)
    {
        Native.Check(Native.max(this, Shape.Dimension(this, dim), keepdim ? 1 : 0, out var values, out var indexes));
        return (values, indexes);
    }

    public Tensor argmax(long dim)
    {
        Native.Check(Native.argmax(this, Shape.Dimension(this, dim), out var result));
        return result;
    }

    /// <summary>The <paramref name="k"/> largest values, largest first, and their indexes.</summary>
    public (Tensor values, Tensor indexes) topk(long k, long dim = -1)
    {
        var along = Shape.Dimension(this, dim);
        if (k < 1 || k > shape[along])
            throw new ShapeException($"topk: {k} of the {shape[along]} in dimension {dim} of {Shape.Text(shape)}.");
        Native.Check(Native.topk(this, k, along, out var values, out var indexes));
        return (values, indexes);
    }
}
