using Engram.ModelStore.Attributes;
using Engram.OnnxGraph;
using Engram.Training.Torch;

namespace Engram.Training.Models;

// Shape letters: B pictures, R regions, C channels, W words.

/// <summary>Predicts words that describe a picture from the features of a network trained on other pictures: the attribute predictor of
/// Wang, Li, Lyu and King (EMNLP 2020, section 3.1).</summary>
/// <remarks>The paper retrains the last layer of a ResNet-152 on the captions of MS-COCO. Here the backbone is whichever network reads the
/// pictures, and it stays frozen. Unlike the paper, features are standardized, because no trained layer below can adapt their scale. A
/// hidden layer in between was tried on drawings and did not help.</remarks>
public sealed class AttributeNetwork : Module
{
    private readonly Dropout _dropout;
    private readonly float[] _mean;
    private readonly float[] _deviation;

    /// <param name="mean">[C]: mean of each pooled feature over the training pictures.</param>
    /// <param name="deviation">[C]: its standard deviation, never 0.</param>
    /// <param name="words">W.</param>
    /// <param name="dropout">Share of the features dropped in training.</param>
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

    /// <summary>Averages the regions, as a ResNet's last pooling does; it has no weights. [B,R,C] -> [B,C].</summary>
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

    /// <summary>Exports pooling, this network and a sigmoid as the <c>model.onnx</c> of <see cref="AttributeInterface"/>.</summary>
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
