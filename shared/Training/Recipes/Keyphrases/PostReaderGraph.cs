using Engram.Keyphrases;
using Engram.OnnxGraph;
using Engram.Training.Models;
using Engram.Training.Torch;

namespace Engram.Training.Recipes.Keyphrases;

/// <summary>Writes reader and classifier of a <see cref="M3hAtt"/> as <c>model.onnx</c> of <see cref="KeyphraseInterface"/>. Computes
/// <see cref="PostReader.forward"/>, but masks posts that lack a modality instead of leaving them out, and needs fewer steps for multi-head
/// attention. Shape letters as in M3hAtt.cs.</summary>
public sealed class PostReaderGraph
{
    private readonly OnnxGraphBuilder _graph;
    private readonly M3hAtt _model;
    private readonly PostReader _reader;
    private readonly CrossMediaShape _shape;

    private PostReaderGraph(M3hAtt model, bool halfWeights)
    {
        (_model, _reader, _shape) = (model, model.Reader, model.Shape);
        _graph = new OnnxGraphBuilder("keyphrase-reader") { HalfWeights = halfWeights };
    }

    /// <summary>Returns the network as the bytes of an .onnx file.</summary>
    /// <param name="model">In evaluation mode.</param>
    /// <param name="halfWeights">Whether to store weights as 16-bit floats, to which they are already rounded.</param>
    public static byte[] Export(M3hAtt model, bool halfWeights = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var scope = torch.NewDisposeScope();
        return new PostReaderGraph(model, halfWeights).Build();
    }

    private byte[] Build()
    {
        int? channels = _shape.Channels == 0 ? null : _shape.Channels;
        var inputs = KeyphraseInterface.InputsOf(_shape.Attributes, channels).ToDictionary(spec => spec.Name, spec => _graph.Input(spec));
        var lengths = inputs[KeyphraseInterface.TokenLengthsInput];
        var table = Weights("embedding", _reader.Embedding.weight);

        var members = _graph.Op("Gather", [table, inputs[KeyphraseInterface.TokensInput]]);                // [B,T,E]
        var state = OnnxValue.None;
        for (var layer = 0; layer < _shape.Layers; layer++)
            (members, state) = BidirectionalGru(layer, members, lengths);                                  // [B,T,D], [B,D]
        var tokens = TokenMask(inputs[KeyphraseInterface.TokensInput], lengths);                           // [B,T]
        var text = new Modality(members, tokens, Pool(_shape.TextPooling, members, tokens), null);
        var attributes = !_shape.Attributes ? null : ModalityOf(
            Linear("attributes", _reader.Attributes!, _graph.Op("Gather", [table, inputs[KeyphraseInterface.AttributesInput]])), // [B,A,D]
            inputs[KeyphraseInterface.AttributeMaskInput], _shape.AttributePooling);
        var vision = channels is null ? null : ModalityOf(
            Linear("regions", _reader.Regions!, inputs[KeyphraseInterface.RegionsInput]),                  // [B,R,D]
            inputs[KeyphraseInterface.RegionMaskInput], _shape.VisionPooling);

        var sum = new Sums();
        Fuse(sum, text, attributes, vision);
        var fused = Total(sum, text);                                                                      // [B,D]
        if (_reader.Fusion is { } projection)
            fused = Linear("fusion", projection, fused);
        Declare(sum, text, vision, state, fused);
        return _graph.ToBytes();
    }

    private void Declare(Sums sum, Modality text, Modality? vision, OnnxValue state, OnnxValue fused)
    {
        int? labels = _model.Classifier is null ? null : _shape.Labels;
        int? width = _model.Generator is null ? null : _shape.Width;
        foreach (var output in KeyphraseInterface.OutputsOf(labels, width, vision is not null))
        {
            _graph.Output(output, output.Name switch
            {
                KeyphraseInterface.TokenAttentionOutput => TokenAttention(sum, text),
                KeyphraseInterface.RegionAttentionOutput => RegionAttention(sum, vision!),
                KeyphraseInterface.ClassLogitsOutput => Linear("classifier", _model.Classifier!, fused),
                KeyphraseInterface.MemoryOutput => text.Members,
                KeyphraseInterface.ProjectedMemoryOutput => Linear("generator.memory", _model.Generator!.Attention.Memory, text.Members),
                KeyphraseInterface.StateOutput => state,
                KeyphraseInterface.FusedOutput => fused,
                var name => throw new InvalidOperationException($"A keyphrase model has no output {name}."),
            });
        }
    }

    private void Fuse(Sums sum, Modality text, Modality? attributes, Modality? vision)
    {
        switch (_shape.Fusion)
        {
            case FusionKind.Sum:
                foreach (var modality in new[] { text, attributes, vision }.OfType<Modality>())
                    AddValue(sum, modality.Pooled, modality.Presence);
                break;
            case FusionKind.Attention:
                foreach (var (pair, stack) in _reader.Pairs)
                    Attend(sum, pair, stack, text, attributes, vision);
                break;
            case FusionKind.CoAttentionFromText or FusionKind.CoAttentionFromVision when vision is not null:
                CoAttend(sum, text, vision);
                break;
        }
    }

    private void Attend(
        Sums sum, AttentionPair pair, IReadOnlyList<IAttention> stack, Modality text, Modality? attributes, Modality? vision)
    {
        var overText = pair is AttentionPair.TextOverText or AttentionPair.AttributesOverText or AttentionPair.VisionOverText;
        var other = pair switch
        {
            AttentionPair.TextOverText => text,
            AttentionPair.TextOverAttributes or AttentionPair.AttributesOverText => attributes!,
            _ => vision!,
        };
        var (query, asked, weights) = (overText ? other.Pooled : text.Pooled, overText ? text : other, OnnxValue.None);
        for (var layer = 0; layer < stack.Count; layer++)
            (query, weights) = Attention($"{PostReader.NameOf(pair)}.{layer}", stack[layer], query, asked);
        AddValue(sum, query, other.Presence);
        if (overText)
            sum.Tokens.Add(Present(weights, other.Presence));
        else if (other == vision)
            sum.Regions.Add(Present(weights, other.Presence));
    }

    private void CoAttend(Sums sum, Modality text, Modality vision)
    {
        var fromText = _shape.Fusion == FusionKind.CoAttentionFromText;
        var (first, second) = fromText ? (vision, text) : (text, vision);
        var (firstValue, firstWeights) = Attention("first", _reader.First!, Pool(Pooling.Mean, second.Members, second.Mask), first);
        var (secondValue, secondWeights) = Attention("second", _reader.Second!, firstValue, second);
        var (overVision, overText) = fromText ? (firstValue, secondValue) : (secondValue, firstValue);
        AddValue(sum, Linear("co_attention", _reader.CoAttention!, Concat(overVision, overText)), vision.Presence);
        sum.Tokens.Add(Present(fromText ? secondWeights : firstWeights, vision.Presence));
        sum.Regions.Add(Present(fromText ? firstWeights : secondWeights, vision.Presence));
    }

    /// <summary>Query [B,D] and a modality of N members -> value [B,D], weights [B,N].</summary>
    private (OnnxValue Value, OnnxValue Weights) Attention(string name, IAttention attention, OnnxValue query, Modality asked) =>
        attention is MultiHeadAttention heads ? Heads(name, heads, query, asked)
            : Additive(name, (AdditiveAttention)attention, query, asked);

    private (OnnxValue Value, OnnxValue Weights) Additive(string name, AdditiveAttention layer, OnnxValue query, Modality asked)
    {
        var projected = Linear($"{name}.memory", layer.Memory, asked.Members);                             // [B,N,D]
        var hidden = _graph.Op("Tanh", [Add(projected, Unsqueeze(Linear($"{name}.query", layer.Query, query), 1))]);
        var scores = Squeeze(Linear($"{name}.score", layer.Score, hidden), 2);                             // [B,N]
        var weights = Softmax(WhereThere(asked.Mask, scores, Masks.Absent));
        var read = Squeeze(_graph.Op("MatMul", [Unsqueeze(weights, 1), asked.Members]), 1);                // [B,D]
        return (Linear($"{name}.output", layer.Output, Concat(read, query)), weights);
    }

    /// <summary>Like <see cref="MultiHeadAttention.forward"/>, but computes no key or value per member. With a single query, q (K m + b) is
    /// (q K) m plus a constant that the softmax drops. The weights sum to 1, so the sum of values is V (sum of weighted m) + c.</summary>
    private (OnnxValue Value, OnnxValue Weights) Heads(string name, MultiHeadAttention layer, OnnxValue query, Modality asked)
    {
        var (h, w) = (layer.Heads, layer.HeadWidth);
        var q = _graph.Op("Reshape", [Linear($"{name}.query", layer.Query, query), _graph.Vector(0L, h, w)]); // [B,h,w]
        var wanted = EachHead(q, Weights($"{name}.key.weight", layer.Key.weight.reshape(h, w, -1)));       // [B,h,D]
        var scores = _graph.Op("MatMul", [wanted, Transpose(asked.Members, 0, 2, 1)]);                     // [B,h,N]
        var scaled = _graph.Op("Mul", [scores, _graph.Scalar((float)(1 / Math.Sqrt(w)))]);
        var weights = Softmax(WhereThere(Unsqueeze(asked.Mask, 1), scaled, Masks.Absent));                 // [B,h,N]
        var read = _graph.Op("MatMul", [weights, asked.Members]);                                          // [B,h,D]
        var values = EachHead(read, Weights($"{name}.value.weight", layer.Value.weight.reshape(h, w, -1).transpose(1, 2))); // [B,h,w]
        var joined = Add(_graph.Op("Reshape", [values, _graph.Vector(0L, h * (long)w)]), Weights($"{name}.value.bias", layer.Value.bias!));
        var attended = LayerNorm($"{name}.attention_norm", layer.AttentionNorm, Add(query, Linear($"{name}.output", layer.Output, joined)));
        var fed = Linear($"{name}.narrow", layer.Narrow, _graph.Op("Relu", [Linear($"{name}.widen", layer.Widen, attended)]));
        var mean = _graph.Op("ReduceMean", [weights], OnnxAttribute.Ints("axes", 1), OnnxAttribute.Int("keepdims", 0));
        return (LayerNorm($"{name}.feed_forward_norm", layer.FeedForwardNorm, Add(attended, fed)), mean);
    }

    /// <summary>[B,h,in], one matrix per head [h,in,out] -> [B,h,out].</summary>
    private OnnxValue EachHead(OnnxValue input, OnnxValue matrices) =>
        Transpose(_graph.Op("MatMul", [Transpose(input, 1, 0, 2), matrices]), 1, 0, 2);

    /// <summary>Like <see cref="UnbiasedLayerNorm.forward"/>.</summary>
    private OnnxValue LayerNorm(string name, UnbiasedLayerNorm layer, OnnxValue input)
    {
        var n = (float)layer.weight.shape[0];
        var centred = _graph.Op("Sub", [input, Mean(input)]);
        var variance = _graph.Op("Mul", [Mean(_graph.Op("Mul", [centred, centred])), _graph.Scalar(n / (n - 1))]);
        var deviation = _graph.Op("Sqrt", [Add(variance, _graph.Scalar((float)UnbiasedLayerNorm.SmallestVariance))]);
        var normal = _graph.Op("Div", [centred, Add(deviation, _graph.Scalar((float)UnbiasedLayerNorm.Epsilon))]);
        return Add(_graph.Op("Mul", [normal, Weights($"{name}.weight", layer.weight)]), Weights($"{name}.bias", layer.bias));

        OnnxValue Mean(OnnxValue value) =>
            _graph.Op("ReduceMean", [value], OnnxAttribute.Ints("axes", -1), OnnxAttribute.Int("keepdims", 1));
    }

    private Modality ModalityOf(OnnxValue members, OnnxValue mask, Pooling pooling)
    {
        var presence = _graph.Op("ReduceMax", [mask], OnnxAttribute.Ints("axes", 1), OnnxAttribute.Int("keepdims", 1)); // [B,1]
        // Zeroes the pooled vector of a post without members; max pooling would return the mask's huge value.
        return new Modality(members, mask, _graph.Op("Mul", [Pool(pooling, members, mask), presence]), presence);
    }

    /// <summary>[B,N,D], [B,N] -> [B,D].</summary>
    private OnnxValue Pool(Pooling pooling, OnnxValue members, OnnxValue mask)
    {
        var there = Unsqueeze(mask, 2);                                                                    // [B,N,1]
        if (pooling == Pooling.Max)
            return _graph.Op(
                "ReduceMax", [WhereThere(there, members, Masks.Absent)], OnnxAttribute.Ints("axes", 1), OnnxAttribute.Int("keepdims", 0));
        var count = _graph.Op("Max", [_graph.Op("ReduceSum", [mask, _graph.Vector(1L)]), _graph.Scalar(1f)]); // [B,1]
        var sum = _graph.Op("ReduceSum", [WhereThere(there, members, 0), _graph.Vector(1L)], OnnxAttribute.Int("keepdims", 0));
        return _graph.Op("Div", [sum, count]);
    }

    private void AddValue(Sums sum, OnnxValue value, OnnxValue? presence)
    {
        sum.Values.Add(Present(value, presence));
        sum.Always |= presence is null;
        if (presence is { } some)
            sum.Presences.Add(some);
    }

    /// <summary>[B,D]: the sum, or the pooled text when nothing was added.</summary>
    private OnnxValue Total(Sums sum, Modality text)
    {
        if (sum.Values.Count == 0)
            return text.Pooled;
        var total = sum.Values.Aggregate(Add);
        return sum.Always ? total
            : _graph.Op("Where", [_graph.Op("Greater", [sum.Presences.Aggregate(Add), _graph.Scalar(0.5f)]), total, text.Pooled]);
    }

    private OnnxValue TokenAttention(Sums sum, Modality text)
    {
        if (sum.Tokens.Count == 0)
            return _graph.Op("Mul", [text.Mask, _graph.Scalar(0f)]);
        var weights = sum.Tokens.Aggregate(Add);
        return _graph.Op("Div", [weights, _graph.Op("Max", [_graph.Op("ReduceSum", [weights, _graph.Vector(1L)]), _graph.Scalar(1e-9f)])]);
    }

    private OnnxValue RegionAttention(Sums sum, Modality vision) => sum.Regions.Count == 0
        ? _graph.Op("Mul", [vision.Mask, _graph.Scalar(0f)])
        : _graph.Op("Mul", [sum.Regions.Aggregate(Add), _graph.Scalar(1f / sum.Regions.Count)]);

    /// <summary>1 for the tokens of a post, 0 for padding: [B,T], [B] -> [B,T].</summary>
    private OnnxValue TokenMask(OnnxValue tokens, OnnxValue lengths)
    {
        var longest = Squeeze(_graph.Op("Slice", [_graph.Op("Shape", [tokens]), _graph.Vector(1L), _graph.Vector(2L)]), 0);
        var positions = Unsqueeze(_graph.Op("Range", [_graph.Scalar(0L), longest, _graph.Scalar(1L)]), 0); // [1,T]
        var ends = Unsqueeze(_graph.Op("Cast", [lengths], OnnxAttribute.Type("to", ElementType.Int64)), 1); // [B,1]
        return _graph.Op("Cast", [_graph.Op("Less", [positions, ends])], OnnxAttribute.Type("to", ElementType.Float32));
    }

    /// <summary>[B,T,in], [B] -> states [B,T,D], and the last states [B,D], backward first.</summary>
    private (OnnxValue States, OnnxValue Last) BidirectionalGru(int layer, OnnxValue input, OnnxValue lengths)
    {
        var h = _shape.HiddenUnits;
        // Per direction (forward, then reverse): input weights, hidden weights, input bias, hidden bias.
        var weights = _reader.Text.Weights.Skip(8 * layer).Take(8).Select(one => GatesInOnnxOrder(one.ToFloat32())).ToArray();
        var width = _reader.Text.Weights[8 * layer].shape[1];
        var outputs = _graph.Op(
            "GRU",
            [
                Transpose(input, 1, 0, 2),                                                                 // [T,B,in]
                _graph.Initializer<float>($"text.w{layer}", (float[])[.. weights[0], .. weights[4]], [2, 3 * h, width]),
                _graph.Initializer<float>($"text.r{layer}", (float[])[.. weights[1], .. weights[5]], [2, 3 * h, h]),
                _graph.Initializer<float>(
                    $"text.b{layer}", (float[])[.. weights[2], .. weights[3], .. weights[6], .. weights[7]], [2, 6 * h]),
                lengths,
            ],
            2,
            OnnxAttribute.Text("direction", "bidirectional"),
            OnnxAttribute.Int("hidden_size", h),
            OnnxAttribute.Int("linear_before_reset", 1));                                                  // [T,2,B,H], [2,B,H]
        var batchFirst = Transpose(outputs[0], 2, 0, 1, 3);                                                // [B,T,2,H]
        var backwardFirst = _graph.Op("Gather", [outputs[1], _graph.Vector(1L, 0L)], OnnxAttribute.Int("axis", 0));
        var last = Transpose(backwardFirst, 1, 0, 2);                                                      // [B,2,H]
        return (_graph.Op("Reshape", [batchFirst, _graph.Vector(0L, 0L, 2L * h)]), _graph.Op("Reshape", [last, _graph.Vector(0L, 2L * h)]));
    }

    /// <summary>Torch stores the gates as r, z, n; ONNX as z, r, h.</summary>
    private static float[] GatesInOnnxOrder(float[] gates)
    {
        var block = gates.Length / 3;
        return [.. gates[block..(2 * block)], .. gates[..block], .. gates[(2 * block)..]];
    }

    /// <summary>x W^T + b. The weights are stored transposed, so that one MatMul suffices.</summary>
    private OnnxValue Linear(string name, Linear layer, OnnxValue input)
    {
        var transposed = layer.weight.detach().transpose(0, 1);
        var product = _graph.Op("MatMul", [input, _graph.Initializer<float>($"{name}.weight", transposed.ToFloat32(), transposed.shape)]);
        return layer.bias is null ? product : Add(product, Weights($"{name}.bias", layer.bias));
    }

    private OnnxValue Present(OnnxValue value, OnnxValue? presence) => presence is { } some ? _graph.Op("Mul", [value, some]) : value;

    private OnnxValue WhereThere(OnnxValue mask, OnnxValue value, double otherwise) =>
        _graph.Op("Where", [_graph.Op("Greater", [mask, _graph.Scalar(0.5f)]), value, _graph.Scalar((float)otherwise)]);

    private OnnxValue Add(OnnxValue a, OnnxValue b) => _graph.Op("Add", [a, b]);

    private OnnxValue Concat(OnnxValue a, OnnxValue b) => _graph.Op("Concat", [a, b], OnnxAttribute.Int("axis", 1));

    private OnnxValue Transpose(OnnxValue value, params ReadOnlySpan<long> order) =>
        _graph.Op("Transpose", [value], OnnxAttribute.Ints("perm", order));

    private OnnxValue Softmax(OnnxValue scores) => _graph.Op("Softmax", [scores], OnnxAttribute.Int("axis", -1));

    private OnnxValue Unsqueeze(OnnxValue value, params ReadOnlySpan<long> axes) => _graph.Op("Unsqueeze", [value, _graph.Vector(axes)]);

    private OnnxValue Squeeze(OnnxValue value, long axis) => _graph.Op("Squeeze", [value, _graph.Vector(axis)]);

    private OnnxValue Weights(string name, Tensor weights) => _graph.Initializer<float>(name, weights.ToFloat32(), weights.shape);

    /// <summary>Members [B,N,D], mask [B,N], pooled [B,D], and presence [B,1]: 1 for posts with any members; null when all have
    /// some.</summary>
    private sealed record Modality(OnnxValue Members, OnnxValue Mask, OnnxValue Pooled, OnnxValue? Presence);

    /// <summary>Collects the terms of sums: values [B,D], and weights over tokens [B,T] and regions [B,R].</summary>
    private sealed class Sums
    {
        public List<OnnxValue> Values { get; } = [];

        public List<OnnxValue> Presences { get; } = [];

        public List<OnnxValue> Tokens { get; } = [];

        public List<OnnxValue> Regions { get; } = [];

        /// <summary>Whether some value applies to every post.</summary>
        public bool Always { get; set; }
    }
}
