using Engram.MemoryNetworks.Facts;
using Engram.OnnxGraph;
using Engram.Training.Torch;

namespace Engram.Training.Models;

/// <summary>A key-value memory network (Miller et al. 2016, section 3) that addresses a key's subject and its relation separately. The
/// subject is known; the network learns the relation. See docs/models/relation-memory.md.</summary>
/// <remarks>
/// The subject comes from the question's names in the first hop, later from the values of the previous hop.
/// <code>
/// q_1 = A Phi(frame) + b
/// p_h = softmax([q_h^T A Phi(r) for each relation r, q_h^T n_h])
/// q_{h+1} = q_h + R_h (q_h + sum_r p_hr A Phi(r))
/// weight of memory i in hop h = p_h(relation of i) * [subject of i is active]
/// </code>
/// Phi is a bag of words, word pairs and word triples with weight 1/sqrt(n). The frame is the question without its names; Phi(r) reads the
/// words of the relation's name. n_h takes the weight that no relation deserves: in the first hop if no relation of the entity is asked
/// for, later if the answer has been read.
/// </remarks>
public sealed class RelationMemoryNetwork : Module
{
    // B questions, W symbols, R relations, V words of a relation, D width, H hops
    private const double Absent = -1e9;

    // Small, so that rows move at full speed from their first step on.
    private const double InitialSquares = 1e-8;

    private readonly BagTable _a;
    private readonly Tensor _bias; // [D]
    private readonly Tensor[] _none; // H x [D, 1]
    private readonly Tensor[] _rotations; // (H - 1) x [D, D]

    public RelationMemoryNetwork(int symbols, int width, int hops, double initialWeights)
    {
        Width = width;
        _a = new BagTable(register_module("A", new SparseEmbedding(symbols, width, initialWeights, InitialSquares)));
        _bias = register_parameter("b", torch.zeros(width));
        _none = [.. Enumerable.Range(1, hops).Select(hop => register_parameter($"n_{hop}", torch.normal([width, 1], 0, initialWeights)))];
        _rotations =
            [.. Enumerable.Range(1,
                hops - 1).Select(hop => register_parameter($"R_{hop}", torch.normal([width, width], 0, 1 / Math.Sqrt(width))))];
    }

    public int Width { get; }

    public int Hops => _none.Length;

    /// <summary>Logits of each hop, [B, H, R + 1]; absent relations have -1e9.</summary>
    public Tensor forward(RelationBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var (b, r) = (batch.Questions, batch.Relations);
        _a.Release();
        if (training)
            _a.Take(batch.Question.Concat(batch.Relation));
        var q = _a.Bags(batch.Question, b, batch.Symbols) + _bias; // [B, D]
        var keys = _a.Bags(batch.Relation, b * r, batch.RelationWords).reshape(b, r, Width);
        var absent = torch.tensor(batch.Mask, [b, r]).eq(0);
        var hops = new List<Tensor>();
        for (var hop = 0; hop < Hops; hop++)
        {
            var match = keys.bmm(q.unsqueeze(-1)).squeeze(-1).masked_fill(absent, Absent); // [B, R, D] x [B, D, 1] -> [B, R]
            var logits = torch.cat([match, q.matmul(_none[hop])], 1); // [B, R + 1]
            hops.Add(logits);
            if (hop == Hops - 1)
                break;
            var read = logits.softmax(1).narrow(1, 0, r).unsqueeze(1).bmm(keys).squeeze(1); // [B, 1, R] x [B, R, D] -> [B, D]
            q = (q + read).matmul(_rotations[hop].transpose(0, 1)) + q;
        }

        return torch.stack(hops, 1);
    }

    /// <summary>Updates the table rows that the last <see cref="forward"/> read.</summary>
    public void StepRows(double learningRate) => _a.Sparse!.Step(learningRate);

    /// <summary>The output of the exported network: [B, H, R + 1]; each hop's row sums to 1.</summary>
    public Tensor Predict(RelationBatch batch) => forward(batch).softmax(2);

    /// <summary>The same computation as an ONNX graph with the inputs and outputs of <see cref="RelationInterface"/>.</summary>
    public OnnxGraphBuilder Export()
    {
        var graph = new OnnxGraphBuilder("relation-memory");
        var inputs = RelationInterface.Inputs.ToDictionary(spec => spec.Name, spec => graph.Input(spec));
        OnnxValue Weights(string name, Tensor values) => graph.Initializer<float>(name, values.ToFloat32(), values.shape);
        OnnxValue Axis(long axis) => graph.Vector(axis);
        OnnxValue Op(string type, params ReadOnlySpan<OnnxValue> operands) => graph.Op(type, operands);

        var a = Weights("A", _a.Weight);
        // ids [..., W] -> [..., D]; row 0 of the table is zero, so padding adds nothing to the sum.
        OnnxValue Bag(OnnxValue ids)
        {
            var isSymbol = graph.Op("Cast", [Op("Not", Op("Equal", ids, graph.Scalar(0L)))], OnnxAttribute.Type("to", ElementType.Float32));
            var count = graph.Op("ReduceSum", [isSymbol, Axis(-1)], OnnxAttribute.Int("keepdims", 1));
            return Op("Div", graph.Op("ReduceSum", [Op("Gather", a, ids), Axis(-2)], OnnxAttribute.Int("keepdims", 0)),
                Op("Sqrt", Op("Max", count, graph.Scalar(1f))));
        }

        var isPresent = Op("Greater", inputs[RelationInterface.RelationMaskInput], graph.Scalar(0.5f));
        var q = Op("Add", Bag(inputs[RelationInterface.QuestionInput]), Weights("b", _bias)); // [B, D]
        var keys = Bag(inputs[RelationInterface.RelationsInput]); // [B, R, D]
        var hops = new List<OnnxValue>();
        for (var hop = 0; hop < Hops; hop++)
        {
            var match = Op("Squeeze", Op("MatMul", keys, Op("Unsqueeze", q, Axis(-1))), Axis(-1)); // [B, R]
            match = Op("Where", isPresent, match, graph.Scalar((float)Absent));
            var none = Op("MatMul", q, Weights($"n_{hop + 1}", _none[hop])); // [B, 1]
            // [B, R + 1]
            var p = graph.Op("Softmax", [graph.Op("Concat", [match, none], OnnxAttribute.Int("axis", 1))], OnnxAttribute.Int("axis", 1));
            hops.Add(Op("Unsqueeze", p, Axis(1)));
            if (hop == Hops - 1)
                break;
            var weights = Op("Slice", p, graph.Vector(0L), graph.Vector(-1L), Axis(1)); // [B, R]
            var read = Op("Squeeze", Op("MatMul", Op("Unsqueeze", weights, Axis(1)), keys), Axis(1)); // [B, D]
            q = Op("Add", Op("MatMul", Op("Add", q, read), Weights($"R_{hop + 1}_T", _rotations[hop].transpose(0, 1))), q);
        }

        graph.Output(
            RelationInterface.OutputsOf(Hops)[0], hops.Count == 1 ? hops[0] : graph.Op("Concat", [.. hops], OnnxAttribute.Int("axis", 1)));
        return graph;
    }
}
