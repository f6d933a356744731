using System.Collections.Immutable;
using Engram.OnnxGraph;

namespace Engram.TfJsToOnnx;

/// <summary>A tensor with known elements, such as weights, shapes and axes. Elements are row-major, either floats or integers.</summary>
internal sealed record ConstantTensor(ImmutableArray<long> Dims, float[]? Floats, long[]? Integers) : Translated
{
    /// <summary>[height, width, in, out] of a TensorFlow kernel to [out, in, height, width] of ONNX.</summary>
    public static ImmutableArray<int> KernelToChannelsFirst { get; } = [3, 2, 0, 1];

    /// <summary>[height, width, in, multiplier] of a depthwise kernel to [in, multiplier, height, width].</summary>
    public static ImmutableArray<int> DepthwiseToChannelsFirst { get; } = [2, 3, 0, 1];

    public OnnxValue AddTo(OnnxGraphBuilder graph) =>
        Floats is not null ? graph.Constant<float>(Floats, Dims.AsSpan()) : graph.Constant<long>(Integers, Dims.AsSpan());

    public ConstantTensor Reshape(params ReadOnlySpan<long> dims) => this with { Dims = [.. dims] };

    /// <summary>Axis i of the result is axis <paramref name="axes"/>[i] of this tensor.</summary>
    public ConstantTensor Transpose(ImmutableArray<int> axes) => new(
        [.. axes.Select(axis => Dims[axis])],
        Floats is null ? null : Transpose(Floats, axes),
        Integers is null ? null : Transpose(Integers, axes));

    /// <summary>Reshapes a constant that broadcasts against channels-last values so that it broadcasts against [batch, channels, height,
    /// width].</summary>
    public ConstantTensor ToChannelsFirst()
    {
        if (Dims.Length == 0)
            return this;
        var missing = Enumerable.Repeat(1L, 4 - Dims.Length);
        return Reshape([.. missing, .. Dims]).Transpose(Layout.ToChannelsFirst);
    }

    private T[] Transpose<T>(T[] elements, ImmutableArray<int> axes)
    {
        var rank = Dims.Length;
        var steps = new long[rank]; // elements between neighbors along each axis of this tensor
        for (var (axis, step) = (rank - 1, 1L); axis >= 0; step *= Dims[axis], axis--)
            steps[axis] = step;

        var result = new T[elements.Length];
        var at = new long[rank];
        for (var i = 0; i < result.Length; i++)
        {
            var from = 0L;
            for (var axis = 0; axis < rank; axis++)
                from += at[axis] * steps[axes[axis]];
            result[i] = elements[from];
            for (var axis = rank - 1; axis >= 0 && ++at[axis] == Dims[axes[axis]]; axis--)
                at[axis] = 0;
        }

        return result;
    }
}
