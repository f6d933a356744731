using Engram.Keyphrases;

namespace Engram.OnnxGraph.Keyphrases;

/// <summary>The best words of P = p_gen P_vocab + (1 - p_gen) (a copied + classifier's words), without computing P for all V words and the
/// words of the post.</summary>
/// <remarks>Copying and the classifier raise only the few words that a post names: S side words, which are its T tokens and the W words of
/// the classifier. So the best words are exactly among these and the best of P_vocab. B posts, K beams per post, N live beams.</remarks>
internal sealed class PointerDistribution(OnnxGraphBuilder graph, DecoderWeights weights)
{
    private const float LeastProbability = 1e-8f; // added before the logarithm, as released

    /// <summary>The best words and log(P + 1e-8), both [N,best].</summary>
    /// <param name="logits">[N,V].</param>
    /// <param name="generate">p_gen, [N,1].</param>
    /// <param name="copy">1 - p_gen, [N,1].</param>
    /// <param name="attention">[B,K,T].</param>
    /// <param name="inputs">The inputs of the decoder.</param>
    public (OnnxValue Words, OnnxValue LogProbabilities) Best(
        OnnxValue logits, OnnxValue generate, OnnxValue copy, OnnxValue attention, IReadOnlyDictionary<string, OnnxValue> inputs)
    {
        var rows = inputs[KeyphraseInterface.RowsInput];
        var best = inputs[KeyphraseInterface.BestInput];
        var classWeights = inputs[KeyphraseInterface.ClassWeightsInput];
        var side = Concat(1, inputs[KeyphraseInterface.CopyIdsInput], inputs[KeyphraseInterface.ClassWordsInput]);        // [B,S]
        var beams = graph.Op("Slice", [graph.Op("Shape", [inputs[KeyphraseInterface.TokenInput]]), graph.Vector(1L), graph.Vector(2L)]);
        var postOfRow = graph.Op("Div", [rows, beams]);                                                                   // [N]
        var sideOfRow = GatherRows(side, postOfRow);                                                                      // [N,S]

        // A word that is named more than once gets its whole mass at its first place and none at the others.
        var same = ToFloat(graph.Op("Equal", [Unsqueeze(side, 2), Unsqueeze(side, 1)]));                                  // [B,S,S]
        var tokens = graph.Op("Slice", [graph.Op("Shape", [attention]), graph.Vector(2L), graph.Vector(3L)]);
        // [B,K,T] x [B,T,S] -> [B,K,S]
        var copied = graph.Op("MatMul", [attention, graph.Op("Slice", [same, graph.Vector(0L), tokens, graph.Vector(1L)])]);
        // [B,1,S]
        var classified = graph.Op(
            "MatMul", [Unsqueeze(classWeights, 1), graph.Op("Slice", [same, tokens, graph.Vector(long.MaxValue), graph.Vector(1L)])]);
        var given = graph.Op("Add", [graph.Op("Mul", [copied, graph.Scalar(weights.CopyWeight)]), classified]);           // [B,K,S]
        var givenOfRow = GatherRows(graph.Op("Flatten", [given], OnnxAttribute.Int("axis", 2)), rows);                    // [N,S]
        var places = graph.Op("Range", [graph.Scalar(0L), Scalar(graph.Op("Shape", [side]), 1), graph.Scalar(1L)]);       // [S]
        // [B,S]
        var isFirst = graph.Op(
            "Equal", [graph.Op("ArgMax", [same], OnnxAttribute.Int("axis", 1), OnnxAttribute.Int("keepdims", 0)), places]);

        // Softmax rather than ReduceLogSumExp, in which ONNX Runtime adds one word after another: that is slow and loses the fourth digit.
        var vocabulary = graph.Op("Softmax", [logits], OnnxAttribute.Int("axis", 1));                                     // [N,V]
        var inVocabulary = ToFloat(graph.Op("Less", [sideOfRow, graph.Scalar((long)weights.Words)]));
        var sideVocabulary = graph.Op(
            "GatherElements", [vocabulary, graph.Op("Min", [sideOfRow, graph.Scalar(weights.Words - 1L)])], OnnxAttribute.Int("axis", 1));
        var sideGenerated = graph.Op("Mul", [graph.Op("Mul", [sideVocabulary, generate]), inVocabulary]);                 // [N,S]
        var sideSum = graph.Op("Add", [sideGenerated, graph.Op("Mul", [copy, givenOfRow])]);
        var sideProbabilities = graph.Op("Where", [GatherRows(isFirst, postOfRow), sideSum, graph.Scalar(-1f)]);          // [N,S]

        var top = graph.Op("TopK", [vocabulary, best], 2, OnnxAttribute.Int("axis", 1));                                      // [N,best]
        var isSide = ToFloat(graph.Op("Equal", [Unsqueeze(top[1], 2), Unsqueeze(sideOfRow, 1)]));                         // [N,best,S]
        var isNoSide = graph.Op(
            "Equal", [graph.Op("ReduceMax", [isSide], OnnxAttribute.Ints("axes", 2), OnnxAttribute.Int("keepdims", 0)), graph.Scalar(0f)]);
        var topProbabilities = graph.Op("Where", [isNoSide, graph.Op("Mul", [top[0], generate]), graph.Scalar(-1f)]);     // [N,best]

        var joined = graph.Op("TopK", [Concat(1, topProbabilities, sideProbabilities), best], 2, OnnxAttribute.Int("axis", 1));
        var words = graph.Op("GatherElements", [Concat(1, top[1], sideOfRow), joined[1]], OnnxAttribute.Int("axis", 1));
        return (words,
            graph.Op("Log", [graph.Op("Add", [Normalized(joined[0], copy, classWeights, postOfRow), graph.Scalar(LeastProbability)])]));
    }

    /// <summary>Divides by the sum of P over all words, p_gen + (1 - p_gen) (a + sum of the classifier's weights), if
    /// <see cref="DecoderWeights.IsNormalized"/>.</summary>
    private OnnxValue Normalized(OnnxValue probabilities, OnnxValue copy, OnnxValue classWeights, OnnxValue postOfRow)
    {
        if (!weights.IsNormalized)
            return probabilities;
        var classSum = GatherRows(graph.Op("ReduceSum", [classWeights, graph.Vector(1L)]), postOfRow);                    // [N,1]
        var extra = graph.Op("Mul", [copy, graph.Op("Add", [classSum, graph.Scalar(weights.CopyWeight - 1)])]);           // the sum less 1
        return graph.Op("Div", [probabilities, graph.Op("Add", [extra, graph.Scalar(1f)])]);
    }

    private OnnxValue GatherRows(OnnxValue table, OnnxValue rows) => graph.Op("Gather", [table, rows], OnnxAttribute.Int("axis", 0));

    private OnnxValue Concat(int axis, OnnxValue first, OnnxValue second) =>
        graph.Op("Concat", [first, second], OnnxAttribute.Int("axis", axis));

    private OnnxValue Unsqueeze(OnnxValue value, long axis) => graph.Op("Unsqueeze", [value, graph.Vector(axis)]);

    private OnnxValue Scalar(OnnxValue shape, long axis) => graph.Op("Gather", [shape, graph.Scalar(axis)], OnnxAttribute.Int("axis", 0));

    private OnnxValue ToFloat(OnnxValue value) => graph.Op("Cast", [value], OnnxAttribute.Type("to", ElementType.Float32));
}
