using Engram.ModelStore.Attributes;
using Engram.OnnxGraph;
using Engram.Training.Torch;

namespace Engram.Training.Models;

// Letters of the shapes: B pictures, R regions, C channels, W words.

/// <summary>
/// Words that describe a picture, from the features of a network that was trained on other pictures: the attribute predictor of Wang, Li,
/// Lyu and King (EMNLP 2020, section 3.1). Theirs is a ResNet-152 whose last layer was trained anew, on the captions of MS-COCO; here the
/// backbone is whatever reads the pictures, and stays as it is. What theirs has not: features are brought to one size, since no layer below
/// learns to. A hidden layer between was tried on drawings and brought nothing.
/// </summary>
public sealed class AttributeNetwork : Module
{
    private readonly Dropout _dropout;
    private readonly float[] _mean;
    private readonly float[] _deviation;

    /// <param name="mean">[C]: mean of each pooled feature over the training pictures.</param>
    /// <param name="deviation">[C]: its standard deviation, none of them 0.</param>
    /// <param name="words">W.</param>
    /// <param name="dropout">Share of the features that is left out in training.</param>
    public AttributeNetwork(float[] mean, float[] deviation, int words, double dropout)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(deviation);
        (_mean, _deviation, WordCount) = (mean, deviation, words);
        _dropout = register_module("dropout", new Dropout(dropout));
        Words = register_module("words", new Linear(Channels, words));
    }

    /// <summary>C.</summary>
    public int Channels => _mean.Length;

    /// <summary>W.</summary>
    public int WordCount { get; }

    public Linear Words { get; }

    /// <summary>Averages the regions, as a ResNet's last pooling does; nothing of it is learned. [B,R,C] -> [B,C].</summary>
    public static Tensor Pool(Tensor regions)
    {
        ArgumentNullException.ThrowIfNull(regions);
        return regions.mean(1);                                                                            // [B,C]
    }

    /// <summary>Pooled regions [B,C] -> logits [B,W].</summary>
    public Tensor forward(Tensor pooled)
    {
        var normal = pooled.sub(torch.tensor(_mean, [Channels])).div(torch.tensor(_deviation, [Channels])); // [B,C]
        return Words.forward(_dropout.forward(normal));                                                    // [B,W]
    }

    /// <summary>Pooling, this network and a sigmoid as the network <c>model.onnx</c> of <see cref="AttributeInterface"/>.</summary>
    public OnnxGraphBuilder Export()
    {
        var graph = new OnnxGraphBuilder("attribute-predictor");
        var regions = graph.Input(AttributeInterface.InputsOf(Channels)[0]);                               // [B,R,C]
        var pooled = graph.Op("ReduceMean", [regions], OnnxAttribute.Ints("axes", 1), OnnxAttribute.Int("keepdims", 0)); // [B,C]
        var normal = graph.Op(
            "Div", [graph.Op("Sub", [pooled, graph.Initializer<float>("mean", _mean, [Channels])]),
                graph.Initializer<float>("deviation", _deviation, [Channels])]);
        // [B,W]
        var logits = graph.Op(
            "Gemm", [normal, Weights("weight", Words.weight), Weights("bias", Words.bias!)], OnnxAttribute.Int("transB", 1));
        graph.Output(AttributeInterface.OutputsOf(WordCount)[0], graph.Op("Sigmoid", [logits]));
        return graph;

        OnnxValue Weights(string name, Tensor values) => graph.Initializer<float>(name, values.ToFloat32(), values.shape);
    }
}
