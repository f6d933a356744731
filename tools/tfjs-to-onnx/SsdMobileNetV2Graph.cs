using System.Collections.Immutable;
using Engram.ModelStore;
using Engram.OnnxGraph;

namespace Engram.TfJsToOnnx;

/// <summary>The network of SSD-MobileNetV2 (Liu et al., 2016; Sandler et al., 2018) without the TensorFlow loops around it: no resizing
/// before, no suppression of overlapping boxes after.</summary>
internal static class SsdMobileNetV2Graph
{
    private const int Side = 300;
    private const int Anchors = 1917;
    private const int Classes = 91;
    private const int GridChannels = 1280;
    private const int GridSide = 10;

    // Box coder used to train the detector: offsets were scaled by 10 and 5 (pipeline.config, faster_rcnn_box_coder).
    private const float CentreScale = 1 / 10f;
    private const float SizeScale = 1 / 5f;

    /// <summary>Upright picture, red green blue.</summary>
    public static TensorSpec Image { get; } = TensorSpec.Of("image", TensorType.UInt8, "batch", Side, Side, 3);

    /// <summary>Top, left, bottom, right as fractions of height and width.</summary>
    public static TensorSpec Boxes { get; } = TensorSpec.Of("boxes", TensorType.Float32, "batch", Anchors, 4);

    /// <summary>Probability of each class for each box; class 0 is the background.</summary>
    public static TensorSpec Scores { get; } = TensorSpec.Of("scores", TensorType.Float32, "batch", Anchors, Classes);

    /// <summary>Last feature map of the backbone.</summary>
    public static TensorSpec Grid { get; } = TensorSpec.Of("grid", TensorType.Float32, "batch", GridChannels, GridSide, GridSide);

    public static byte[] Convert(TfJsModel model)
    {
        var graph = new OnnxGraphBuilder("ssd-mobilenet-v2");
        var import = new TfJsImporter(model, graph);
        import.FeedChannelsFirst("Preprocessor/sub", Normalise(graph, graph.Input(Image)));
        graph.Output(Boxes, DecodeBoxes(graph, import.Value("concat"), import.Constant("Postprocessor/ExpandDims").Elements));
        graph.Output(Scores, import.Value("Postprocessor/convert_scores"));
        graph.Output(Grid, import.ValueChannelsFirst("FeatureExtractor/MobilenetV2/Conv_1/Relu6"));
        return graph.ToBytes();
    }

    /// <summary>0..255 to -1..1: [B,300,300,3] -> [B,3,300,300].</summary>
    private static OnnxValue Normalise(OnnxGraphBuilder graph, OnnxValue image)
    {
        var pixels = graph.Op("Cast", [image], OnnxAttribute.Type("to", ElementType.Float32));
        var channelsFirst = graph.Op("Transpose", [pixels], OnnxAttribute.Ints("perm", 0, 3, 1, 2));
        return graph.Op("Sub", [graph.Op("Mul", [channelsFirst, graph.Scalar(2 / 255f)]), graph.Scalar(1f)]);
    }

    /// <summary>Offsets from anchors to boxes (Liu et al., 2016, equation 2): center = offset / 10 * anchor size + anchor center, size =
    /// exp(offset / 5) * anchor size.</summary>
    /// <param name="graph">The graph that the nodes are added to.</param>
    /// <param name="offsets">[B,1917,1,4]: y, x of the center, height, width.</param>
    /// <param name="anchors">[1917,4]: top, left, bottom, right.</param>
    /// <returns>[B,1917,4]: top, left, bottom, right.</returns>
    private static OnnxValue DecodeBoxes(OnnxGraphBuilder graph, OnnxValue offsets, IReadOnlyList<float> anchors)
    {
        var (centres, sizes) = CentresAndSizes(anchors);
        var flat = graph.Op("Reshape", [offsets, graph.Vector<long>(0, -1, 4)]);
        var parts = graph.Op("Split", [flat], 2, OnnxAttribute.Int("axis", 2)); // 2 x [B,1917,2]
        var centre = graph.Op("Add", [graph.Op("Mul", [parts[0], Scaled(sizes, CentreScale)]), Scaled(centres, 1)]);
        var growth = graph.Op("Exp", [graph.Op("Mul", [parts[1], graph.Scalar(SizeScale)])]);
        var half = graph.Op("Mul", [growth, Scaled(sizes, 0.5f)]);
        return graph.Op("Concat", [graph.Op("Sub", [centre, half]), graph.Op("Add", [centre, half])], OnnxAttribute.Int("axis", 2));

        OnnxValue Scaled(ImmutableArray<float> pairs, float factor) =>
            graph.Constant<float>([.. pairs.Select(value => value * factor)], [1, Anchors, 2]);
    }

    /// <summary>Corners [1917,4] to centers and sizes, [1917,2] each: vertical, horizontal.</summary>
    private static (ImmutableArray<float> Centres, ImmutableArray<float> Sizes) CentresAndSizes(IReadOnlyList<float> corners)
    {
        var centres = ImmutableArray.CreateBuilder<float>();
        var sizes = ImmutableArray.CreateBuilder<float>();
        for (var anchor = 0; anchor < corners.Count; anchor += 4)
        {
            for (var axis = 0; axis < 2; axis++)
            {
                var (near, far) = (corners[anchor + axis], corners[anchor + 2 + axis]);
                sizes.Add(far - near);
                centres.Add(near + (far - near) / 2);
            }
        }

        return (centres.ToImmutable(), sizes.ToImmutable());
    }
}
