using Engram.Keyphrases;

namespace Engram.OnnxGraph.Keyphrases;

/// <summary>Writes one step of the generator as the network <c>decoder.onnx</c> of <see cref="KeyphraseInterface"/> (the papers'
/// RNNDecoder; Wang et al. 2020, section 3.4).</summary>
/// <remarks>B posts, K beams per post, N live beams, T tokens, E width of a word vector, D width of a state, V words.</remarks>
public sealed class DecoderStepGraph
{
    /// <summary>Added to the score of padding, whose weight is then 0 in float32.</summary>
    private const float Masked = -1e4f;

    private readonly OnnxGraphBuilder _graph;
    private readonly DecoderWeights _weights;

    private DecoderStepGraph(DecoderWeights weights) =>
        (_weights, _graph) = (weights, new("keyphrase-decoder") { HalfWeights = weights.HalfWeights });

    /// <summary>The network as the bytes of an .onnx file.</summary>
    public static byte[] Export(DecoderWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return new DecoderStepGraph(weights).Build();
    }

    private byte[] Build()
    {
        var (V, E, D) = (_weights.Words, _weights.EmbeddingWidth, _weights.Width);
        var inputs = KeyphraseInterface.DecoderInputsOf(D).ToDictionary(spec => spec.Name, spec => _graph.Input(spec));
        var rows = inputs[KeyphraseInterface.RowsInput];
        var memory = inputs[KeyphraseInterface.MemoryInput];

        var table = _graph.Initializer<float>("embedding", _weights.Embedding, [V, E]);
        var word = _graph.Op("Gather", [table, inputs[KeyphraseInterface.TokenInput]]);                      // [B,K] -> [B,K,E]
        var state = Gru(word, inputs[KeyphraseInterface.StateInput]);                                        // [B,K,D]
        // [B,K,T]
        var attention = Attention(state, inputs[KeyphraseInterface.ProjectedMemoryInput], inputs[KeyphraseInterface.TokenMaskInput]);
        var read = _graph.Op("MatMul", [attention, memory]);                                                 // [B,K,T] x [B,T,D] -> [B,K,D]
        var context = Linear("context", Concat(read, state), _weights.Context, _weights.ContextBias);        // [B,K,D]
        context = _graph.Op("Add", [context, Unsqueeze(inputs[KeyphraseInterface.FusedInput], 1)]);          // [B,K,D]

        var liveState = Live(state, rows, D);                                                                // [N,D]
        var liveRead = Concat(Live(context, rows, D), liveState);                                            // [N,2D]
        var hidden = Linear("hidden", liveRead, _weights.Hidden, _weights.HiddenBias);                       // [N,D]
        var logits = Linear("vocabulary", hidden, _weights.Vocabulary, _weights.VocabularyBias);             // [N,V]
        var gate = Linear("generate", Concat(liveRead, Live(word, rows, E)), _weights.Generate, _weights.GenerateBias); // [N,1]
        var generate = Sigmoid(gate);                                                                        // [N,1]
        // sigmoid(-x) equals 1 - sigmoid(x) but is accurate to the last digit; the subtraction would lose most digits.
        var copy = Sigmoid(_graph.Op("Neg", [gate]));                                                        // [N,1]

        // [N,best]
        var (words, logProbabilities) = new PointerDistribution(_graph, _weights).Best(logits, generate, copy, attention, inputs);
        // [N,T]
        var liveAttention = _graph.Op(
            "Gather", [_graph.Op("Flatten", [attention], OnnxAttribute.Int("axis", 2)), rows], OnnxAttribute.Int("axis", 0));
        var outputs = KeyphraseInterface.DecoderOutputsOf(D).ToDictionary(spec => spec.Name);
        _graph.Output(outputs[KeyphraseInterface.NextStateOutput], liveState);
        _graph.Output(outputs[KeyphraseInterface.WordsOutput], words);
        _graph.Output(outputs[KeyphraseInterface.LogProbabilitiesOutput], logProbabilities);
        _graph.Output(outputs[KeyphraseInterface.AttentionOutput], liveAttention);
        _graph.Output(outputs[KeyphraseInterface.GenerateOutput], _graph.Op("Squeeze", [generate, _graph.Vector(1L)]));
        return _graph.ToBytes();
    }

    /// <summary>One GRU step: [B,K,E], [B,K,D] -> [B,K,D]. Torch's gates: r, z, n, with r inside the hidden part of n.</summary>
    private OnnxValue Gru(OnnxValue input, OnnxValue state)
    {
        var fromInput = Linear("gru.input", input, _weights.GruInput, _weights.GruInputBias);                // [B,K,3D]
        var fromState = Linear("gru.hidden", state, _weights.GruHidden, _weights.GruHiddenBias);             // [B,K,3D]
        var i = _graph.Op("Split", [fromInput], 3, OnnxAttribute.Int("axis", 2));
        var h = _graph.Op("Split", [fromState], 3, OnnxAttribute.Int("axis", 2));
        var reset = _graph.Op("Sigmoid", [_graph.Op("Add", [i[0], h[0]])]);
        var update = _graph.Op("Sigmoid", [_graph.Op("Add", [i[1], h[1]])]);
        var candidate = _graph.Op("Tanh", [_graph.Op("Add", [i[2], _graph.Op("Mul", [reset, h[2]])])]);
        return _graph.Op("Add", [candidate, _graph.Op("Mul", [update, _graph.Op("Sub", [state, candidate])])]); // (1 - z) n + z h
    }

    /// <summary>softmax over tokens of v^T tanh(W_m H + W_d h + b): [B,K,D], [B,T,D], [B,T] -> [B,K,T].</summary>
    private OnnxValue Attention(OnnxValue state, OnnxValue projectedMemory, OnnxValue mask)
    {
        var asked = Linear("attention.state", state, _weights.AttentionState, _weights.AttentionBias);       // [B,K,D]
        var both = _graph.Op("Tanh", [_graph.Op("Add", [Unsqueeze(projectedMemory, 1), Unsqueeze(asked, 2)])]); // [B,1,T,D] + [B,K,1,D]
        var score = _graph.Initializer<float>("attention.score", _weights.AttentionScore, [_weights.Width]);
        // A product and a sum instead of a MatMul: ONNX Runtime is several times slower when it multiplies matrices by a single vector.
        // [B,K,T,D] -> [B,K,T]
        var scores = _graph.Op("ReduceSum", [_graph.Op("Mul", [both, score]), _graph.Vector(3L)], OnnxAttribute.Int("keepdims", 0));
        var penalty = _graph.Op("Mul", [_graph.Op("Sub", [mask, _graph.Scalar(1f)]), _graph.Scalar(-Masked)]);
        return _graph.Op("Softmax", [_graph.Op("Add", [scores, Unsqueeze(penalty, 1)])], OnnxAttribute.Int("axis", -1));
    }

    /// <summary>exp(-log(1 + exp(-x))): ONNX Runtime's own Sigmoid has an error of some 1e-7, too much for the logarithm of a small
    /// value.</summary>
    private OnnxValue Sigmoid(OnnxValue value) =>
        _graph.Op("Exp", [_graph.Op("Neg", [_graph.Op("Softplus", [_graph.Op("Neg", [value])])])]);

    /// <summary>The live beams of a table: [B,K,width], [N] -> [N,width].</summary>
    private OnnxValue Live(OnnxValue table, OnnxValue rows, int width) =>
        _graph.Op("Gather", [_graph.Op("Reshape", [table, _graph.Vector(-1L, width)]), rows], OnnxAttribute.Int("axis", 0));

    /// <summary>x W^T + b. The weight is stored transposed, so that a single MatMul suffices.</summary>
    private OnnxValue Linear(string name, OnnxValue input, float[] weight, float[] bias)
    {
        var (rows, columns) = (bias.Length, weight.Length / bias.Length);
        var transposed = new float[weight.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                transposed[column * rows + row] = weight[row * columns + column];
        }

        var product = _graph.Op("MatMul", [input, _graph.Initializer<float>($"{name}.weight", transposed, [columns, rows])]);
        return _graph.Op("Add", [product, _graph.Initializer<float>($"{name}.bias", bias, [rows])]);
    }

    private OnnxValue Concat(params ReadOnlySpan<OnnxValue> values) => _graph.Op("Concat", values, OnnxAttribute.Int("axis", -1));

    private OnnxValue Unsqueeze(OnnxValue value, long axis) => _graph.Op("Unsqueeze", [value, _graph.Vector(axis)]);
}
