using Engram.MemoryNetworks.Encoding;
using Engram.OnnxGraph;
using Engram.Training.Torch;

namespace Engram.Training.Models;

/// <summary>Design choices of a key-value memory network.</summary>
public sealed record KeyValueMemoryDesign
{
    /// <summary>D: width of word vectors.</summary>
    public required int Width { get; init; }

    /// <summary>H: number of hops, each of which reads the memory once.</summary>
    public required int Hops { get; init; }

    /// <summary>Standard deviation of the initial word vectors.</summary>
    public required double InitialWeights { get; init; }

    /// <summary>Whether R_H rotates the query after the last hop, as in the paper; the authors' code rotates only between hops.</summary>
    public bool RotatesAfterLastHop { get; init; } = true;

    /// <summary>Whether a rotation adds a bias, as in the authors' code but not in the paper.</summary>
    public bool RotationBias { get; init; }

    /// <summary>B = A: answers use the same table as questions, keys and values.</summary>
    public bool SharedAnswers { get; init; } = true;

    /// <summary>Whether a learned NULL memory is added to those recalled.</summary>
    public bool NullMemory { get; init; } = true;

    /// <summary>Word ids of each listed answer. Null if the answers are the values of the recalled memories plus a learned NULL
    /// answer.</summary>
    public IReadOnlyList<long[]>? Answers { get; init; }

    /// <summary>If not null, a step trains only the table rows that it reads, and each row's sum of squares starts at this value (see
    /// <see cref="SparseEmbedding"/>).</summary>
    public double? InitialSquares { get; init; }
}

/// <summary>Key-value memory network (Miller et al. 2016, section 3).</summary>
/// <remarks>
/// Phi is a bag of words with weight 1/sqrt(n) per word, as in the authors' code. Table A holds the words of questions, keys and values;
/// table B, which may be A, those of answers:
/// <code>
/// q_1 = A Phi(x)      p_i = softmax_i(q_j^T A Phi(k_i))      o = sum_i p_i A Phi(v_i)      q_{j+1} = R_j (q_j + o)
/// answer = softmax_y(q_{H+1}^T B Phi(y))                                                    j = 1..H
/// </code>
/// Differences from the paper:
/// <list type="bullet">
/// <item>The candidates may be the values of the recalled memories instead of all entities, so that a memory set that was not part of
/// training can be asked.</item>
/// <item>A learned NULL memory may be added to the recalled ones, and a NULL answer to recalled answers. The authors' code has a NULL
/// memory only where nothing is recalled; here it takes the weight that no memory deserves, so that a question may have no answer.</item>
/// <item>R_j starts as the identity, so that the first steps learn words, not rotations.</item>
/// </list>
/// </remarks>
public sealed class KeyValueMemoryNetwork : Module
{
    // B questions, M memories, C candidates, A listed answers, W words of a text, D width, H hops

    /// <summary>Score of absent memories and candidates.</summary>
    internal const double Absent = -1e9;

    private readonly KeyValueMemoryDesign _design;
    private readonly BagTable _a;
    private readonly BagTable _b;
    private readonly Tensor[] _rotations;
    private readonly Tensor?[] _biases;
    private readonly Tensor? _nullKey;
    private readonly Tensor? _nullValue;
    private readonly Tensor? _nullAnswer;

    public KeyValueMemoryNetwork(int words, KeyValueMemoryDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        _design = design;
        var (width, weights) = (design.Width, design.InitialWeights);
        _a = NewTable("A", words); // [words, D]
        _b = design.SharedAnswers ? _a : NewTable("B", words);
        var rotations = design.RotatesAfterLastHop ? design.Hops : design.Hops - 1;
        _rotations = [.. Enumerable.Range(1, rotations).Select(hop => register_parameter($"R_{hop}", Identity(width)))]; // [D, D] each
        _biases =
            [.. Enumerable.Range(1,
                rotations).Select(hop => design.RotationBias ? register_parameter($"r_{hop}", torch.zeros(width)) : null)];
        _nullKey = design.NullMemory ? register_parameter("null_key", torch.normal([width, 1], 0, weights)) : null;
        _nullValue = design.NullMemory ? register_parameter("null_value", torch.normal([1, width], 0, weights)) : null;
        _nullAnswer = design.Answers is null ? register_parameter("null_answer", torch.normal([width, 1], 0, weights)) : null;
    }

    public int Width => _design.Width;

    public int Hops => _design.Hops;

    private AnswerSource Source => _design.Answers is null ? AnswerSource.Recalled : AnswerSource.Listed;

    /// <summary>Logits and addressing weights [B, H, M]. Logits of recalled answers are [B, C + 1], the NULL answer last, absent candidates
    /// at -1e9; of listed answers [B, A], or only those in <paramref name="sampled"/>, in its order.</summary>
    public (Tensor logits, Tensor addressing) forward(MemoryBatch batch, IReadOnlyList<int>? sampled = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var (b, m, c) = (batch.Questions, batch.Memories, batch.Candidates);
        var listed = Listed(sampled);
        _a.Release();
        _b.Release();
        if (training && _design.InitialSquares is not null)
            TakeRows(batch, listed);
        var q = _a.Bags(batch.Question, b, batch.QuestionWords); // [B, D]
        var keys = _a.Bags(batch.Keys, b * m, batch.KeyWords).reshape(b, m, Width);
        var values = _a.Bags(batch.Values, b * m, batch.ValueWords).reshape(b, m, Width);
        var memoryMask = torch.tensor(batch.MemoryMask, [b, m]);
        var absentMemories = memoryMask.eq(0);

        var addressing = new List<Tensor>();
        for (var hop = 0; hop < Hops; hop++)
        {
            var match = keys.bmm(q.unsqueeze(-1)).squeeze(-1).masked_fill(absentMemories, Absent); // [B, M, D] x [B, D, 1] -> [B, M]
            Tensor read;
            Tensor o;
            if (_nullKey is null)
            {
                read = match.softmax(1) * memoryMask; // [B, M]; all 0 if there is no memory
                o = read.unsqueeze(1).bmm(values).squeeze(1); // [B, 1, M] x [B, M, D] -> [B, D]
            }
            else
            {
                var p = torch.cat([match, q.matmul(_nullKey)], 1).softmax(1); // [B, M + 1]
                read = p.narrow(1, 0, m);
                o = read.unsqueeze(1).bmm(values).squeeze(1) + p.narrow(1, m, 1).matmul(_nullValue!); // [B, D]
            }

            q = Rotate(q + o, hop); // [B, D]
            addressing.Add(read);
        }

        var weights = torch.stack(addressing, 1); // [B, H, M]
        if (listed is not null)
            return (q.matmul(Bags(_b, listed).transpose(0, 1)), weights); // [B, D] x [D, A]

        var answers = _b.Bags(batch.CandidateWords, b * c, batch.AnswerWords).reshape(b, c, Width);
        var absentAnswers = torch.tensor(batch.CandidateMask, [b, c]).eq(0);
        var scores = answers.bmm(q.unsqueeze(-1)).squeeze(-1).masked_fill(absentAnswers, Absent); // [B, C]
        return (torch.cat([scores, q.matmul(_nullAnswer!)], 1), weights);
    }

    /// <summary>The outputs of the exported network: probabilities of recalled answers [B, C], without the NULL answer's, or of listed
    /// answers [B, A]; and addressing [B, H, M].</summary>
    public (Tensor probabilities, Tensor addressing) Predict(MemoryBatch batch)
    {
        var (logits, addressing) = forward(batch);
        var probabilities = logits.softmax(1);
        return (Source == AnswerSource.Listed ? probabilities : probabilities.narrow(1, 0, batch.Candidates), addressing);
    }

    /// <summary>Updates the table rows that the last <see cref="forward"/> read. Does nothing to dense tables.</summary>
    public void StepRows(double learningRate)
    {
        _a.Sparse?.Step(learningRate);
        if (_b != _a)
            _b.Sparse?.Step(learningRate);
    }

    /// <summary>The same computation as an ONNX graph with the inputs and outputs of <see cref="MemoryInterface"/>.</summary>
    public OnnxGraphBuilder Export()
    {
        var graph = new OnnxGraphBuilder("kv-memnn");
        var inputs = MemoryInterface.InputsOf(Source).ToDictionary(spec => spec.Name, spec => graph.Input(spec));
        OnnxValue Weights(string name, Tensor values) => graph.Initializer<float>(name, values.ToFloat32(), values.shape);
        OnnxValue Axis(long axis) => graph.Vector(axis);
        OnnxValue Op(string type, params ReadOnlySpan<OnnxValue> operands) => graph.Op(type, operands);
        OnnxValue Cat(OnnxValue left, OnnxValue right) => graph.Op("Concat", [left, right], OnnxAttribute.Int("axis", 1));
        OnnxValue Softmax(OnnxValue scores) => graph.Op("Softmax", [scores], OnnxAttribute.Int("axis", 1));

        var a = Weights("A", _a.Weight);
        var b = _b == _a ? a : Weights("B", _b.Weight);
        var padding = graph.Scalar(0L);
        // ids [..., W] -> [..., D]; row 0 of a table is zero, so padding adds nothing to the sum.
        OnnxValue Bag(OnnxValue words, OnnxValue ids)
        {
            var isWord = graph.Op("Cast", [Op("Not", Op("Equal", ids, padding))], OnnxAttribute.Type("to", ElementType.Float32));
            var count = graph.Op("ReduceSum", [isWord, Axis(-1)], OnnxAttribute.Int("keepdims", 1)); // [..., 1]
            var sum = graph.Op("ReduceSum", [Op("Gather", words, ids), Axis(-2)], OnnxAttribute.Int("keepdims", 0)); // [..., D]
            return Op("Div", sum, Op("Sqrt", Op("Max", count, graph.Scalar(1f))));
        }

        // -1e9 where the mask is 0.
        OnnxValue Mask(OnnxValue scores, OnnxValue mask) =>
            Op("Where", Op("Greater", mask, graph.Scalar(0.5f)), scores, graph.Scalar((float)Absent));
        // [B, N, D] x [B, D] -> [B, N]
        OnnxValue Match(OnnxValue rows, OnnxValue query) => Op("Squeeze", Op("MatMul", rows, Op("Unsqueeze", query, Axis(-1))), Axis(-1));
        // All columns but the last.
        OnnxValue WithoutNull(OnnxValue scores) => Op("Slice", scores, graph.Vector(0L), graph.Vector(-1L), Axis(1));

        var memoryMask = inputs[MemoryInterface.MemoryMaskInput];
        var q = Bag(a, inputs[MemoryInterface.QuestionInput]);
        var keys = Bag(a, inputs[MemoryInterface.KeysInput]);
        var values = Bag(a, inputs[MemoryInterface.ValuesInput]);
        OnnxValue? nullKey = _nullKey is null ? null : Weights("null_key", _nullKey);
        OnnxValue? nullValue = _nullValue is null ? null : Weights("null_value", _nullValue);

        var addressing = new List<OnnxValue>();
        for (var hop = 0; hop < Hops; hop++)
        {
            var match = Mask(Match(keys, q), memoryMask);
            // [B, M + 1] or [B, M]
            var p = nullKey is { } key ? Softmax(Cat(match, Op("MatMul", q, key))) : Op("Mul", Softmax(match), memoryMask);
            var read = nullKey is null ? p : WithoutNull(p);
            var o = Op("Squeeze", Op("MatMul", Op("Unsqueeze", read, Axis(1)), values), Axis(1)); // [B, D]
            if (nullValue is { } value)
                o = Op("Add", o, Op("MatMul", Op("Slice", p, graph.Vector(-1L), graph.Vector(long.MaxValue), Axis(1)), value));
            q = Op("Add", q, o);
            if (hop < _rotations.Length)
                q = Op("MatMul", q, Weights($"R_{hop + 1}_T", _rotations[hop].transpose(0, 1)));
            if (hop < _rotations.Length && _biases[hop] is { } bias)
                q = Op("Add", q, Weights($"r_{hop + 1}", bias));
            addressing.Add(Op("Unsqueeze", read, Axis(1)));
        }

        var outputs = MemoryInterface.OutputsOf(Hops, _design.Answers?.Count);
        graph.Output(outputs[0], _design.Answers is null
            ? WithoutNull(
                Softmax(
                    Cat(Mask(Match(Bag(b, inputs[MemoryInterface.CandidatesInput]), q), inputs[MemoryInterface.CandidateMaskInput]),
                        Op("MatMul", q, Weights("null_answer", _nullAnswer!)))))
            : Softmax(
                Op(
                    "MatMul", q,
                    graph.Op(
                        "Transpose",
                        [Bag(b, graph.Initializer<long>("answers", Padded(_design.Answers, out var longest),
                            [_design.Answers.Count, longest]))], OnnxAttribute.Ints("perm", 1, 0)))));
        graph.Output(outputs[1], addressing.Count == 1 ? addressing[0] : graph.Op("Concat", [.. addressing], OnnxAttribute.Int("axis", 1)));
        return graph;
    }

    private BagTable NewTable(string name, int words) => _design.InitialSquares is { } squares
        ? new BagTable(register_module(name, new SparseEmbedding(words, Width, _design.InitialWeights, squares)))
        : new BagTable(register_module(name, new Embedding(words, Width, padding_idx: 0, std: _design.InitialWeights)));

    private Tensor Rotate(Tensor q, int hop)
    {
        if (hop >= _rotations.Length)
            return q;
        var turned = q.matmul(_rotations[hop].transpose(0, 1)); // [B, D] x [D, D]
        return _biases[hop] is { } bias ? turned + bias : turned;
    }

    private IReadOnlyList<long[]>? Listed(IReadOnlyList<int>? sampled) =>
        sampled is null ? _design.Answers : [.. sampled.Select(answer => _design.Answers![answer])];

    private void TakeRows(MemoryBatch batch, IReadOnlyList<long[]>? listed)
    {
        var read = batch.Question.Concat(batch.Keys).Concat(batch.Values);
        var answered = listed is null ? batch.CandidateWords : listed.SelectMany(answer => answer);
        if (_b == _a)
        {
            _a.Take(read.Concat(answered));
            return;
        }

        _a.Take(read);
        _b.Take(answered);
    }

    /// <summary>Texts of any length -> [texts, D].</summary>
    private static Tensor Bags(BagTable table, IReadOnlyList<long[]> texts)
    {
        var padded = Padded(texts, out var words);
        return table.Bags(padded, texts.Count, words);
    }

    private static long[] Padded(IReadOnlyList<long[]> texts, out int words)
    {
        words = texts.Max(text => text.Length);
        var padded = new long[texts.Count * words];
        for (var text = 0; text < texts.Count; text++)
            texts[text].CopyTo(padded, text * words);
        return padded;
    }

    private static Tensor Identity(int width)
    {
        var values = new float[width * width];
        for (var i = 0; i < width; i++)
            values[(i * width) + i] = 1;
        return torch.tensor(values, [width, width]);
    }
}
