using Engram.ModelPackage.Memories;
using Engram.OnnxGraph;
using Engram.Trainer.Torch;

namespace Engram.Trainer.Models;

/// <summary>
/// Key-value memory network (Miller et al. 2016, section 3). With bags of words Phi (weight 1/sqrt(n) a word, as the authors' code) and one
/// table A for questions, keys, values and answers (B = A, which the paper allows):
/// <code>
/// q_1 = A Phi(x)      p_i = softmax_i(q_j^T A Phi(k_i))      o = sum_i p_i A Phi(v_i)      q_{j+1} = R_j (q_j + o)
/// answer = softmax_y(q_{H+1}^T A Phi(y))                                                    j = 1..H
/// </code>
/// Where it differs from the paper:
/// - the candidates are the values of the recalled memories, not all entities: a memory set that nobody trained on can be asked;
/// - one learned NULL memory and NULL answer stand beside the recalled ones in both softmaxes. The authors' code has a NULL memory only where
///   nothing is recalled; here it takes the weight that no memory deserves, so that a question may have no answer;
/// - R_j starts as the identity, so that the first steps learn words, not rotations.
/// </summary>
public sealed class KeyValueMemoryNetwork : Module
{
    // B questions, M memories, C candidates, W words of a text, D width, H hops
    private const double Absent = -1e9;

    private readonly Tensor _words;
    private readonly Tensor[] _rotations;
    private readonly Tensor _nullKey;
    private readonly Tensor _nullValue;
    private readonly Tensor _nullAnswer;

    public KeyValueMemoryNetwork(int words, int width, int hops, double initialWeights)
    {
        (Width, Hops) = (width, hops);
        _words = register_module("A", new Embedding(words, width, padding_idx: 0, std: initialWeights)).weight; // [words, D]
        _rotations = [.. Enumerable.Range(1, hops).Select(hop => register_parameter($"R_{hop}", Identity(width)))]; // H x [D, D]
        _nullKey = register_parameter("null_key", torch.normal([width, 1], 0, initialWeights));
        _nullValue = register_parameter("null_value", torch.normal([1, width], 0, initialWeights));
        _nullAnswer = register_parameter("null_answer", torch.normal([width, 1], 0, initialWeights));
    }

    public int Width { get; }

    public int Hops { get; }

    /// <summary>Logits [B, C + 1], the NULL answer last, absent candidates at -1e9; and addressing weights [B, H, M].</summary>
    public (Tensor logits, Tensor addressing) forward(MemoryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var (b, m, c) = (batch.Questions, batch.Memories, batch.Candidates);
        var q = Bags(batch.Question, b, batch.QuestionWords); // [B, D]
        var keys = Bags(batch.Keys, b * m, batch.KeyWords).reshape(b, m, Width);
        var values = Bags(batch.Values, b * m, batch.ValueWords).reshape(b, m, Width);
        var answers = Bags(batch.CandidateWords, b * c, batch.AnswerWords).reshape(b, c, Width);
        var absentMemories = torch.tensor(batch.MemoryMask, [b, m]).eq(0);
        var absentAnswers = torch.tensor(batch.CandidateMask, [b, c]).eq(0);

        var addressing = new List<Tensor>();
        foreach (var rotation in _rotations)
        {
            var match = keys.bmm(q.unsqueeze(-1)).squeeze(-1).masked_fill(absentMemories, Absent); // [B, M, D] x [B, D, 1] -> [B, M]
            var p = torch.cat([match, q.matmul(_nullKey)], 1).softmax(1); // [B, M + 1]
            var (read, none) = (p.narrow(1, 0, m), p.narrow(1, m, 1));
            var o = read.unsqueeze(1).bmm(values).squeeze(1) + none.matmul(_nullValue); // [B, 1, M] x [B, M, D] -> [B, D]
            q = (q + o).matmul(rotation.transpose(0, 1)); // [B, D]
            addressing.Add(read);
        }

        var scores = answers.bmm(q.unsqueeze(-1)).squeeze(-1).masked_fill(absentAnswers, Absent); // [B, C]
        return (torch.cat([scores, q.matmul(_nullAnswer)], 1), torch.stack(addressing, 1));
    }

    /// <summary>The outputs as the exported network has them: probabilities [B, C] without the NULL answer's, addressing [B, H, M].</summary>
    public (Tensor probabilities, Tensor addressing) Predict(MemoryBatch batch)
    {
        var (logits, addressing) = forward(batch);
        return (logits.softmax(1).narrow(1, 0, batch.Candidates), addressing);
    }

    /// <summary>The same computation as an ONNX graph with the inputs and outputs of <see cref="MemoryInterface"/>.</summary>
    public OnnxGraphBuilder Export()
    {
        var graph = new OnnxGraphBuilder("kv-memnn");
        var inputs = MemoryInterface.InputsOf(AnswerSource.Recalled).ToDictionary(spec => spec.Name, spec => graph.Input(spec));
        OnnxValue Weights(string name, Tensor values) => graph.Initializer<float>(name, values.ToFloat32(), values.shape);
        OnnxValue Axis(long axis) => graph.Vector(axis);
        OnnxValue Op(string type, params ReadOnlySpan<OnnxValue> operands) => graph.Op(type, operands);
        OnnxValue Cat(OnnxValue left, OnnxValue right) => graph.Op("Concat", [left, right], OnnxAttribute.Int("axis", 1));
        OnnxValue Softmax(OnnxValue scores) => graph.Op("Softmax", [scores], OnnxAttribute.Int("axis", 1));

        var words = Weights("A", _words);
        var padding = graph.Scalar(0L);
        // ids [..., W] -> [..., D]; row 0 of A is zero, so padding adds nothing to the sum.
        OnnxValue Bag(OnnxValue ids)
        {
            var isWord = graph.Op("Cast", [Op("Not", Op("Equal", ids, padding))], OnnxAttribute.Type("to", ElementType.Float32));
            var count = graph.Op("ReduceSum", [isWord, Axis(-1)], OnnxAttribute.Int("keepdims", 1)); // [..., 1]
            var sum = graph.Op("ReduceSum", [Op("Gather", words, ids), Axis(-2)], OnnxAttribute.Int("keepdims", 0)); // [..., D]
            return Op("Div", sum, Op("Sqrt", Op("Max", count, graph.Scalar(1f))));
        }

        // -1e9 where the mask is 0.
        OnnxValue Mask(OnnxValue scores, OnnxValue mask) => Op("Where", Op("Greater", mask, graph.Scalar(0.5f)), scores, graph.Scalar((float)Absent));
        // [B, N, D] x [B, D] -> [B, N]
        OnnxValue Match(OnnxValue rows, OnnxValue query) => Op("Squeeze", Op("MatMul", rows, Op("Unsqueeze", query, Axis(-1))), Axis(-1));
        // All columns but the last.
        OnnxValue WithoutNull(OnnxValue scores) => Op("Slice", scores, graph.Vector(0L), graph.Vector(-1L), Axis(1));

        var q = Bag(inputs[MemoryInterface.QuestionInput]);
        var keys = Bag(inputs[MemoryInterface.KeysInput]);
        var values = Bag(inputs[MemoryInterface.ValuesInput]);
        var answers = Bag(inputs[MemoryInterface.CandidatesInput]);
        var (nullKey, nullValue, nullAnswer) = (Weights("null_key", _nullKey), Weights("null_value", _nullValue), Weights("null_answer", _nullAnswer));

        var addressing = new List<OnnxValue>();
        for (var hop = 0; hop < Hops; hop++)
        {
            var p = Softmax(Cat(Mask(Match(keys, q), inputs[MemoryInterface.MemoryMaskInput]), Op("MatMul", q, nullKey))); // [B, M + 1]
            var read = WithoutNull(p);
            var none = Op("Slice", p, graph.Vector(-1L), graph.Vector(long.MaxValue), Axis(1)); // [B, 1]
            var o = Op("Add", Op("Squeeze", Op("MatMul", Op("Unsqueeze", read, Axis(1)), values), Axis(1)), Op("MatMul", none, nullValue));
            q = Op("MatMul", Op("Add", q, o), Weights($"R_{hop + 1}_T", _rotations[hop].transpose(0, 1)));
            addressing.Add(Op("Unsqueeze", read, Axis(1)));
        }

        var scores = Mask(Match(answers, q), inputs[MemoryInterface.CandidateMaskInput]);
        var outputs = MemoryInterface.OutputsOf(Hops);
        graph.Output(outputs[0], WithoutNull(Softmax(Cat(scores, Op("MatMul", q, nullAnswer)))));
        graph.Output(outputs[1], addressing.Count == 1 ? addressing[0] : graph.Op("Concat", [.. addressing], OnnxAttribute.Int("axis", 1)));
        return graph;
    }

    /// <summary>ids [texts, W] -> sum of word vectors / sqrt(number of words), [texts, D].</summary>
    private Tensor Bags(long[] ids, int texts, int words)
    {
        var weights = new float[ids.Length];
        for (var text = 0; text < texts; text++)
        {
            var bag = ids.AsSpan(text * words, words);
            var count = words - bag.Count(0);
            weights.AsSpan(text * words, words).Fill(1 / MathF.Sqrt(Math.Max(1, count)));
        }

        return torch.nn.functional.embedding_bag(torch.tensor(ids, [texts, words]), _words, torch.tensor(weights, [texts, words]), padding_idx: 0);
    }

    private static Tensor Identity(int width)
    {
        var values = new float[width * width];
        for (var i = 0; i < width; i++)
            values[(i * width) + i] = 1;
        return torch.tensor(values, [width, width]);
    }
}
