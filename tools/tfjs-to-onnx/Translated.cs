using System.Collections.Immutable;
using Engram.OnnxGraph;

namespace Engram.TfJsToOnnx;

/// <summary>The translation of a TensorFlow node.</summary>
internal abstract record Translated;

/// <summary>A value in TensorFlow's layout.</summary>
internal sealed record AsInTensorFlow(OnnxValue Value) : Translated;

/// <summary>A value that is [batch, height, width, channels] in TensorFlow and [batch, channels, height, width] in the ONNX
/// graph.</summary>
internal sealed record ChannelsFirst(OnnxValue Value) : Translated;

/// <summary>The shape of a value, known only when the model runs.</summary>
internal sealed record RuntimeShape : Translated;

/// <summary>One size of a value, known only when the model runs.</summary>
internal sealed record RuntimeSize : Translated;

/// <summary>The two layouts of a batch of images.</summary>
internal static class Layout
{
    /// <summary>[batch, height, width, channels] to [batch, channels, height, width].</summary>
    public static ImmutableArray<int> ToChannelsFirst { get; } = [0, 3, 1, 2];

    /// <summary>[batch, channels, height, width] to [batch, height, width, channels].</summary>
    public static ImmutableArray<int> ToChannelsLast { get; } = [0, 2, 3, 1];

    /// <summary>Index of a channels-last axis in the channels-first layout; negative axes count from the end.</summary>
    public static int AxisInChannelsFirst(long axis) => ((axis + 4) % 4) switch
    {
        0 => 0,
        1 => 2,
        2 => 3,
        _ => 1,
    };
}
