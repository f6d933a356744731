using System.Collections.Immutable;
using Engram.OnnxGraph;

namespace Engram.TfJsToOnnx;

/// <summary>What a TensorFlow node became.</summary>
internal abstract record Translated;

/// <summary>A value laid out as TensorFlow lays it out.</summary>
internal sealed record AsInTensorFlow(OnnxValue Value) : Translated;

/// <summary>A value that TensorFlow has as [batch, height, width, channels] and the ONNX graph as [batch, channels, height,
/// width].</summary>
internal sealed record ChannelsFirst(OnnxValue Value) : Translated;

/// <summary>The shape of a value, not known before the model runs.</summary>
internal sealed record RuntimeShape : Translated;

/// <summary>One size of a value, not known before the model runs.</summary>
internal sealed record RuntimeSize : Translated;

/// <summary>The two layouts of a batch of pictures.</summary>
internal static class Layout
{
    /// <summary>[batch, height, width, channels] to [batch, channels, height, width].</summary>
    public static ImmutableArray<int> ToChannelsFirst { get; } = [0, 3, 1, 2];

    /// <summary>[batch, channels, height, width] to [batch, height, width, channels].</summary>
    public static ImmutableArray<int> ToChannelsLast { get; } = [0, 2, 3, 1];

    /// <summary>Where an axis of the channels-last layout lies in the channels-first one; negative axes count from the end.</summary>
    public static int AxisInChannelsFirst(long axis) => ((axis + 4) % 4) switch
    {
        0 => 0,
        1 => 2,
        2 => 3,
        _ => 1,
    };
}
