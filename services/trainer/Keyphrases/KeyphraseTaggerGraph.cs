using Engram.ModelPackage.Keyphrases;
using Engram.OnnxGraph;
using Engram.Trainer.Models;
using Engram.Trainer.Torch;

namespace Engram.Trainer.Keyphrases;

/// <summary>
/// Writes a trained <see cref="KeyphraseTagger"/> as an ONNX model with the interface of <see cref="TaggerInterface"/>, line for line as its
/// <c>forward</c> computes, but with a mask for the posts without a picture, which <c>forward</c> leaves out. Inputs of a modality that the model was trained without are declared and not read.
/// </summary>
public sealed class KeyphraseTaggerGraph
{
    private readonly OnnxGraphBuilder _graph = new("keyphrase-tagger");
    private readonly KeyphraseTagger _model;

    private KeyphraseTaggerGraph(KeyphraseTagger model) => _model = model;

    /// <summary>The model as the bytes of an .onnx file.</summary>
    public static byte[] Export(KeyphraseTagger model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new KeyphraseTaggerGraph(model).Build();
    }

    private byte[] Build()
    {
        var inputs = TaggerInterface.InputsOf(_model.Shape.Channels).ToDictionary(spec => spec.Name, spec => _graph.Input(spec));
        var lengths = inputs[TaggerInterface.TokenLengthsInput];
        var table = Weights("embedding", _model.Embedding.weight);

        var words = _graph.Op("Gather", [table, inputs[TaggerInterface.TokensInput]]);             // [B,T,E]
        var text = words;
        for (var layer = 0; layer < _model.Shape.Layers; layer++)
            text = BidirectionalGru(layer, text, lengths);                                         // [B,T,D]
        var textPenalty = Penalty(TokenMask(inputs[TaggerInterface.TokensInput], lengths));        // [B,T]
        var textQuery = MaskedMax(text, textPenalty);                                              // [B,1,D]

        var (fused, tokenAttention) = Attention("text_over_text", _model.TextOverText, textQuery, text, textPenalty);

        if (_model.Shape.Attributes)
        {
            var mask = inputs[TaggerInterface.AttributeMaskInput];
            var attributes = Linear("attribute_projection", _model.AttributeProjection!, _graph.Op("Gather", [table, inputs[TaggerInterface.AttributesInput]]));
            var penalty = Penalty(mask);
            var (seen, _) = Attention("text_over_attributes", _model.TextOverAttributes!, textQuery, attributes, penalty);
            // Without attributes the query is 0, not a large number: ONNX Runtime's layer norm has no variance left of one.
            var query = _graph.Op("Mul", [MaskedMax(attributes, penalty), Presence(mask)]);
            var (read, _) = Attention("attributes_over_text", _model.AttributesOverText!, query, text, textPenalty);
            fused = AddWherePresent(fused, seen, read, mask);
        }

        if (_model.Shape.Vision)
        {
            var mask = inputs[TaggerInterface.GridMaskInput];
            var regions = Linear("vision_projection", _model.VisionProjection!, inputs[TaggerInterface.GridInput]);  // [B,R,D]
            var query = _graph.Op("ReduceMean", [regions], OnnxAttribute.Ints("axes", 1), OnnxAttribute.Int("keepdims", 1));
            var (seen, _) = Attention("text_over_vision", _model.TextOverVision!, textQuery, regions, Penalty(mask));
            var (read, _) = Attention("vision_over_text", _model.VisionOverText!, query, text, textPenalty);
            fused = AddWherePresent(fused, seen, read, mask);
        }

        var projected = _graph.Op("Tanh", [Linear("fusion", _model.Fusion, Squeeze(fused, 1))]);    // [B,D]
        var logits = Linear("classifier", _model.Classifier, projected);                            // [B,L]
        var outputs = TaggerInterface.OutputsOf(_model.Shape.Labels);
        _graph.Output(outputs[0], Softmax(logits));
        _graph.Output(outputs[1], tokenAttention);
        return _graph.ToBytes();
    }

    /// <summary>1 for the tokens of a post, 0 for padding: [B,T], [B] -> [B,T].</summary>
    private OnnxValue TokenMask(OnnxValue tokens, OnnxValue lengths)
    {
        var longest = Squeeze(_graph.Op("Slice", [_graph.Op("Shape", [tokens]), _graph.Vector(1L), _graph.Vector(2L)]), 0);
        var positions = Unsqueeze(_graph.Op("Range", [_graph.Scalar(0L), longest, _graph.Scalar(1L)]), 0);          // [1,T]
        var ends = Unsqueeze(_graph.Op("Cast", [lengths], OnnxAttribute.Type("to", ElementType.Int64)), 1);         // [B,1]
        return _graph.Op("Cast", [_graph.Op("Less", [positions, ends])], OnnxAttribute.Type("to", ElementType.Float32));
    }

    /// <summary>[B,T,in], [B] -> [B,T,D].</summary>
    private OnnxValue BidirectionalGru(int layer, OnnxValue input, OnnxValue lengths)
    {
        var h = _model.Shape.HiddenUnits;
        var weights = _model.Encoder.Weights.Skip(8 * layer).Take(8).ToArray(); // ih, hh, bias ih, bias hh; forward, then reverse
        var width = weights[0].shape[1];
        float[] Both(int first) => [.. GatesInOnnxOrder(weights[first].ToFloat32(), h), .. GatesInOnnxOrder(weights[first + 4].ToFloat32(), h)];
        float[] biases =
        [
            .. GatesInOnnxOrder(weights[2].ToFloat32(), h), .. GatesInOnnxOrder(weights[3].ToFloat32(), h),
            .. GatesInOnnxOrder(weights[6].ToFloat32(), h), .. GatesInOnnxOrder(weights[7].ToFloat32(), h),
        ];
        var states = _graph.Op(
            "GRU",
            [
                _graph.Op("Transpose", [input], OnnxAttribute.Ints("perm", 1, 0, 2)),                       // [T,B,in]
                _graph.Initializer<float>($"encoder.w{layer}", Both(0), [2, 3 * h, width]),
                _graph.Initializer<float>($"encoder.r{layer}", Both(1), [2, 3 * h, h]),
                _graph.Initializer<float>($"encoder.b{layer}", biases, [2, 6 * h]),
                lengths,
            ],
            OnnxAttribute.Text("direction", "bidirectional"),
            OnnxAttribute.Int("hidden_size", h),
            OnnxAttribute.Int("linear_before_reset", 1));                                                   // [T,2,B,H]
        var batchFirst = _graph.Op("Transpose", [states], OnnxAttribute.Ints("perm", 2, 0, 1, 3));          // [B,T,2,H]
        return _graph.Op("Reshape", [batchFirst, _graph.Vector(0L, 0L, 2L * h)]);                           // [B,T,D]
    }

    /// <summary>Torch keeps the gates as r, z, n; ONNX as z, r, h.</summary>
    private static float[] GatesInOnnxOrder(float[] gates, int hidden)
    {
        var block = gates.Length / 3;
        if (block % hidden != 0)
            throw new InvalidOperationException($"{gates.Length} weights are not three gates of {hidden} units.");
        return [.. gates[block..(2 * block)], .. gates[..block], .. gates[(2 * block)..]];
    }

    /// <summary>As <see cref="TaggerAttention.forward"/>.</summary>
    private (OnnxValue Attended, OnnxValue Weights) Attention(string name, TaggerAttention layer, OnnxValue query, OnnxValue memory, OnnxValue penalty)
    {
        var q = SplitHeads(layer, Linear($"{name}.query", layer.Query, query), 0, 2, 1, 3);                  // [B,h,1,w]
        var k = SplitHeads(layer, Linear($"{name}.key", layer.Key, memory), 0, 2, 3, 1);                     // [B,h,w,N]
        var v = SplitHeads(layer, Linear($"{name}.value", layer.Value, memory), 0, 2, 1, 3);                 // [B,h,N,w]
        var scores = _graph.Op("Mul", [_graph.Op("MatMul", [q, k]), _graph.Scalar((float)(1 / Math.Sqrt(layer.HeadWidth)))]);
        var weights = Softmax(_graph.Op("Add", [scores, Unsqueeze(penalty, 1, 2)]));                          // [B,h,1,N]
        var joined = _graph.Op("Reshape", [_graph.Op("MatMul", [weights, v]), _graph.Vector(0L, 1L, layer.Heads * (long)layer.HeadWidth)]);
        var attended = LayerNorm($"{name}.attention_norm", layer.AttentionNorm, _graph.Op("Add", [query, Linear($"{name}.output", layer.Output, joined)]));
        var fed = Linear($"{name}.narrow", layer.Narrow, _graph.Op("Relu", [Linear($"{name}.widen", layer.Widen, attended)]));
        var mean = _graph.Op("ReduceMean", [weights], OnnxAttribute.Ints("axes", 1, 2), OnnxAttribute.Int("keepdims", 0));
        return (LayerNorm($"{name}.feed_forward_norm", layer.FeedForwardNorm, _graph.Op("Add", [attended, fed])), mean);
    }

    private OnnxValue SplitHeads(TaggerAttention layer, OnnxValue projected, params ReadOnlySpan<long> order) => _graph.Op(
        "Transpose", [_graph.Op("Reshape", [projected, _graph.Vector(0L, -1L, layer.Heads, layer.HeadWidth)])], OnnxAttribute.Ints("perm", order));

    /// <summary>sum + (first + second) * presence of the modality.</summary>
    private OnnxValue AddWherePresent(OnnxValue sum, OnnxValue first, OnnxValue second, OnnxValue mask) =>
        _graph.Op("Add", [sum, _graph.Op("Mul", [_graph.Op("Add", [first, second]), Presence(mask)])]);

    /// <summary>1 for posts that have any of the modality, else 0: [B,N] -> [B,1,1].</summary>
    private OnnxValue Presence(OnnxValue mask) =>
        Unsqueeze(_graph.Op("ReduceMax", [mask], OnnxAttribute.Ints("axes", 1), OnnxAttribute.Int("keepdims", 1)), 2);

    private OnnxValue Penalty(OnnxValue mask) =>
        _graph.Op("Mul", [_graph.Op("Sub", [mask, _graph.Scalar(1f)]), _graph.Scalar(-KeyphraseTagger.Masked)]);

    private OnnxValue MaskedMax(OnnxValue memory, OnnxValue penalty) => _graph.Op(
        "ReduceMax", [_graph.Op("Add", [memory, Unsqueeze(penalty, 2)])], OnnxAttribute.Ints("axes", 1), OnnxAttribute.Int("keepdims", 1));

    /// <summary>x W^T + b; the weights are written transposed, so that one MatMul does it.</summary>
    private OnnxValue Linear(string name, Linear layer, OnnxValue input)
    {
        using var scope = torch.NewDisposeScope();
        var transposed = layer.weight.detach().transpose(0, 1);
        var product = _graph.Op("MatMul", [input, _graph.Initializer<float>($"{name}.weight", transposed.ToFloat32(), transposed.shape)]);
        return layer.bias is null ? product : _graph.Op("Add", [product, Weights($"{name}.bias", layer.bias)]);
    }

    private OnnxValue LayerNorm(string name, LayerNorm layer, OnnxValue input) => _graph.Op(
        "LayerNormalization", [input, Weights($"{name}.weight", layer.weight), Weights($"{name}.bias", layer.bias)],
        OnnxAttribute.Int("axis", -1), OnnxAttribute.Float("epsilon", 1e-5f));

    private OnnxValue Softmax(OnnxValue scores) => _graph.Op("Softmax", [scores], OnnxAttribute.Int("axis", -1));

    private OnnxValue Unsqueeze(OnnxValue value, params ReadOnlySpan<long> axes) => _graph.Op("Unsqueeze", [value, _graph.Vector(axes)]);

    private OnnxValue Squeeze(OnnxValue value, long axis) => _graph.Op("Squeeze", [value, _graph.Vector(axis)]);

    private OnnxValue Weights(string name, Tensor weights) => _graph.Initializer<float>(name, weights.ToFloat32(), weights.shape);
}
