using System.Text.Json.Serialization;
using Engram.MemoryNetworks.Sequences;
using Engram.OnnxGraph;
using Engram.Training.Torch;

namespace Engram.Training.Models;

/// <summary>Knowledge-enhanced sequential recommender (Huang et al. 2018): a GRU reads a subject's items, and a key-value memory with one
/// slot per relation collects the values that the items have of it.</summary>
/// <remarks>
/// <code>
/// h_t = GRU(dropout(Emb[i_t]), h_{t-1})                              without biases, h_0 = 0
/// a_r = Ent[i_t] + r_r,  z_r = sigmoid(M_r . a_r)                    where TransE expects the value of relation r
/// M_r = (1 - z_r) M_r + z_r a_r                                      M starts at 0, so z starts at 1/2
/// w   = softmax(gamma (W_q h_t + b) . r_r),  m = sum_r w_r M_r       relations are the keys
/// p   = W_u [h ; m] + b,  q_i = W_i [Emb[i] ; Ent[i]] + b,  score_i = p . q_i
/// </code>
/// This is RecBole's form. Relation keys are never trained. An item without training events has Emb = 0. Other forms:
/// <list type="bullet">
/// <item><see cref="KsrForm.Official"/>: tanh after each projection, Ent is projected before the write, and a layer of H units reads [h ;
/// m].</item>
/// <item><see cref="KsrForm.Agreement"/>: a_r is the mean of the values that the knowledge base states, and nothing is written where it
/// states none; slots of e + r_r all hold the same entities, so that weights could not tell relations apart. w also follows how well the
/// last item agrees with each slot, beta (M_r . a_r) before the write, with beta learned. W_u and W_i start as multiples of the identity
/// between m and Ent, so that an item's score starts as the nearness of its values to those remembered: M_r . Ent[i] and M_r . (Ent[i] +
/// r_r) differ by the same for all items. From random projections, the few events of sparse items would have to teach that
/// first.</item>
/// </list>
/// </remarks>
public sealed class Ksr : SequenceNetwork
{
    // B subjects, T steps, N items (0 is padding), G entities (0 is padding), R relations, E width, K width of knowledge, H hidden, O width
    // of the score

    // High enough for one item in common to outweigh the order of items at first; learned from there.
    private const double FirstBeta = 10;

    // Two of them make a product of unit vectors a logit that stands out among thousands of items.
    private const float FirstDiagonal = 3;

    private readonly KsrShape _shape;
    private readonly Embedding _items; // [N_own + 1, E]
    private readonly Embedding _entities; // [G, K]
    private readonly Tensor _relations; // [R, K]
    private readonly Tensor _rowOf; // [N + 1]: row of an item in Emb; 0 for those without their own
    private readonly Tensor _entityOf; // [N + 1]
    private readonly Tensor _valuesOf; // [N + 1, R, V]: entities that are values of an item; 0 is padding
    private readonly Dropout _dropout;
    private readonly GRU _gru;
    private readonly Linear? _write; // K -> K
    private readonly Linear _query; // H -> K
    private readonly Linear _user; // H + K -> O, or H + K -> H
    private readonly Linear? _out; // H -> O
    private readonly Linear _item; // E + K -> O
    private readonly Tensor? _beta; // [1]

    /// <param name="shape">Sizes and form.</param>
    /// <param name="entityOf">Entity of each item, from item 1 on.</param>
    /// <param name="entities">[G, K]: initial vectors; row 0 is 0.</param>
    /// <param name="relations">[R, K].</param>
    /// <param name="valuesOf">int64 [N + 1, R, V]: for each item and relation the entities that are its values; 0 is padding. Only
    /// <see cref="KsrForm.Agreement"/> reads it.</param>
    public Ksr(KsrShape shape, IReadOnlyList<int> entityOf, Tensor entities, Tensor relations, Tensor valuesOf)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(entityOf);
        ArgumentNullException.ThrowIfNull(entities);
        ArgumentNullException.ThrowIfNull(relations);
        ArgumentNullException.ThrowIfNull(valuesOf);
        _shape = shape;
        (Relations, Knowledge) = ((int)relations.shape[0], (int)relations.shape[1]);
        _items = register_module("items", ItemTable(shape.OwnItems, shape.ItemWidth));
        _entities = register_module("entities", new Embedding(entities.shape[0], Knowledge, padding_idx: 0));
        _entities.weight.Assign(entities);
        _entities.weight.requires_grad = !shape.FreezeEntities;
        _relations = relations.detach().clone().DetachFromDisposeScope();
        _valuesOf = valuesOf.clone().DetachFromDisposeScope();
        _rowOf = torch.tensor([.. Enumerable.Range(0, entityOf.Count + 1).Select(item => item <= shape.OwnItems ? (long)item : 0)],
            [entityOf.Count + 1]).DetachFromDisposeScope();
        _entityOf = torch.tensor([0, .. entityOf.Select(entity => (long)entity)], [entityOf.Count + 1]).DetachFromDisposeScope();
        _dropout = register_module("dropout", new Dropout(shape.Dropout));
        _gru = register_module("gru", Xavier(new GRU(shape.ItemWidth, shape.Hidden, hasBias: false)));
        _write = IsOfficial ? register_module("write", Xavier(new Linear(Knowledge, Knowledge))) : null;
        _query = register_module("query", Xavier(new Linear(shape.Hidden, Knowledge)));
        _user = register_module("user", Xavier(new Linear(shape.Hidden + Knowledge, IsOfficial ? shape.Hidden : shape.Width)));
        _out = IsOfficial ? register_module("out", Xavier(new Linear(shape.Hidden, shape.Width))) : null;
        _item = register_module("item", Xavier(new Linear(shape.ItemWidth + Knowledge, shape.Width)));
        if (shape.Form != KsrForm.Agreement)
            return;
        _beta = register_parameter("beta", torch.full([1], FirstBeta));
        SetDiagonal(_user.weight, shape.Hidden);
        SetDiagonal(_item.weight, shape.ItemWidth);
    }

    public override int OwnItems => _shape.OwnItems;

    public override int Relations { get; }

    public override int Knowledge { get; }

    public override int Hidden => _shape.Hidden;

    public override int Width => _shape.Width;

    /// <summary>[G, K].</summary>
    public Tensor Entities => _entities.weight;

    private bool IsOfficial => _shape.Form == KsrForm.Official;

    public override SequenceReading Read(Tensor items, SequenceState? state = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        var b = items.shape[0];
        var (h, last) = _gru.forward(_dropout.forward(ItemVectors(items)), state?.Hidden.unsqueeze(0)); // [B, T, H], [1, B, H]
        var (written, isWritten) = Written(items); // [B, T, R, K], [B, T, R]
        var m = state?.Memory ?? torch.zeros(b, Relations, Knowledge); // [B, R, K]
        var (memories, agreements) = (new List<Tensor>(), new List<Tensor>());
        for (var step = 0; step < items.shape[1]; step++)
        {
            var a = written.select(1, step); // [B, R, K]
            var agreement = (m * a).sum(-1); // [B, R]
            var z = isWritten is null ? agreement.sigmoid() : agreement.sigmoid() * isWritten.select(1, step);
            m = m + (z.unsqueeze(-1) * (a - m));
            memories.Add(m);
            agreements.Add(agreement);
        }

        var keys = Bent(_query.forward(h)).matmul(_relations.transpose(0, 1)) * _shape.Gamma; // [B, T, R]
        var w = (_beta is null ? keys : keys + (torch.stack(agreements, 1) * _beta)).softmax(-1);
        var read = w.unsqueeze(2).matmul(torch.stack(memories, 1)).squeeze(2); // [B, T, 1, R] x [B, T, R, K] -> [B, T, K]
        var user = Bent(_user.forward(torch.cat([h, read], -1))); // [B, T, O], or [B, T, H]
        return new SequenceReading(_out is null ? user : _out.forward(user).tanh(), w, new SequenceState(last.squeeze(0), m));
    }

    public override Tensor Candidates(Tensor items) =>
        Bent(_item.forward(torch.cat([ItemVectors(items), EntityVectors(items)], -1))); // [n, E + K] -> [n, O]

    public override OnnxGraphBuilder Export()
    {
        var graph = new OnnxGraphBuilder("ksr");
        var inputs = SequenceInterface.InputsOf(Hidden, Relations, Knowledge).ToDictionary(spec => spec.Name, spec => graph.Input(spec));
        var outputs = SequenceInterface.OutputsOf(Hidden, Relations, Knowledge, Width);
        OnnxValue Op(string type, params ReadOnlySpan<OnnxValue> operands) => graph.Op(type, operands);
        OnnxValue Weights(string name, Tensor values) => graph.Initializer<float>(name, values.ToFloat32(), values.shape);
        OnnxValue Bend(OnnxValue value) => IsOfficial ? Op("Tanh", value) : value;
        OnnxValue Layer(string name, OnnxValue value, Linear layer) => Bend(Product(graph, name, value, layer.weight, layer.bias));

        var item = inputs[SequenceInterface.ItemInput]; // [B]
        var row = Op("Gather", graph.Vector(_rowOf.ToInt64()), item);
        var x = Op("Gather", Weights("items", _items.weight), row); // [B, E]
        var h = GruStep(graph, _gru, x, inputs[SequenceInterface.HiddenInput]); // [B, H]
        var relations = Weights("relations", _relations);
        var (a, isWritten) = (OnnxValue.None, OnnxValue.None);
        if (_beta is null)
        {
            // Each item's own row: the graph then holds no entity that is no item.
            var e = Op("Gather", Weights("entities", _entities.weight.index_select(0, _entityOf)), item); // [B, K]
            a = Op("Add", Op("Unsqueeze", _write is null ? e : Layer("write", e, _write), graph.Vector(1L)), relations); // [B, R, K]
        }
        else
        {
            (a, isWritten) = ExportValues(graph, item);
        }

        var m = inputs[SequenceInterface.MemoryInput];
        var agreement = graph.Op("ReduceSum", [Op("Mul", m, a), graph.Vector(-1L)], OnnxAttribute.Int("keepdims", 1)); // [B, R, 1]
        var z = isWritten == OnnxValue.None ? Op("Sigmoid", agreement) : Op("Mul", Op("Sigmoid", agreement), isWritten);
        m = Op("Add", m, Op("Mul", z, Op("Sub", a, m)));
        var keys = graph.Op("Gemm", [Layer("query", h, _query), relations], OnnxAttribute.Int("transB", 1),
            OnnxAttribute.Float("alpha", (float)_shape.Gamma)); // [B, R]
        if (_beta is not null)
            keys = Op("Add", keys, Op("Mul", Op("Squeeze", agreement, graph.Vector(-1L)), Weights("beta", _beta)));
        var w = graph.Op("Softmax", [keys], OnnxAttribute.Int("axis", 1));
        var read = Op("Squeeze", Op("MatMul", Op("Unsqueeze", w, graph.Vector(1L)), m), graph.Vector(1L)); // [B, K]
        var user = Layer("user", graph.Op("Concat", [h, read], OnnxAttribute.Int("axis", 1)), _user);
        graph.Output(outputs[0], h);
        graph.Output(outputs[1], _out is null ? user : Layer("out", user, _out));
        graph.Output(outputs[2], m);
        graph.Output(outputs[3], w);
        return graph;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _relations.Dispose();
        _rowOf.Dispose();
        _entityOf.Dispose();
        _valuesOf.Dispose();
    }

    /// <summary>What items write into each slot, [B, T, R, K], and whether they write, [B, T, R]; null if they always do.</summary>
    private (Tensor Values, Tensor? IsWritten) Written(Tensor items)
    {
        if (_beta is null)
        {
            var e = EntityVectors(items); // [B, T, K]
            return ((_write is null ? e : _write.forward(e).tanh()).unsqueeze(2) + _relations, null);
        }

        long[] shape = [.. items.shape, .. _valuesOf.shape.AsSpan(1)];
        var ids = _valuesOf.index_select(0, items.reshape(-1)).reshape(shape); // [B, T, R, V]
        var count = ids.gt(0).to(ScalarType.Float32).sum(-1); // [B, T, R]
        var mean = _entities.forward(ids).sum(3) / count.clamp_min(1).unsqueeze(-1); // [B, T, R, V, K] -> [B, T, R, K]
        return (mean, count.gt(0).to(ScalarType.Float32));
    }

    /// <summary><see cref="Written"/> of one item: [B] -> [B, R, K], [B, R, 1].</summary>
    private (OnnxValue Values, OnnxValue IsWritten) ExportValues(OnnxGraphBuilder graph, OnnxValue item)
    {
        var all = _valuesOf.ToInt64();
        long[] used = [0, .. all.Where(entity => entity > 0).Distinct().Order()];
        var placeOf = used.Index().ToDictionary(entity => entity.Item, entity => (long)entity.Index);
        var vectors = _entities.weight.index_select(0, torch.tensor(used, [used.Length])); // [values, K]
        var places = graph.Constant<long>([.. all.Select(entity => placeOf[entity])], _valuesOf.shape); // [N + 1, R, V]
        var ids = graph.Op("Gather", [places, item]); // [B, R, V]
        var each = graph.Op("Gather", [graph.Initializer<float>("values", vectors.ToFloat32(), vectors.shape), ids]); // [B, R, V, K]
        var isValue = graph.Op("Cast", [graph.Op("Greater", [ids, graph.Scalar(0L)])], OnnxAttribute.Type("to", ElementType.Float32));
        var count = graph.Op("ReduceSum", [isValue, graph.Vector(-1L)], OnnxAttribute.Int("keepdims", 1)); // [B, R, 1]
        var sum = graph.Op("ReduceSum", [each, graph.Vector(2L)], OnnxAttribute.Int("keepdims", 0)); // [B, R, K]
        return (
            graph.Op("Div", [sum, graph.Op("Max", [count, graph.Scalar(1f)])]), graph.Op("Min", [count, graph.Scalar(1f)]));
    }

    private Tensor Bent(Tensor value) => IsOfficial ? value.tanh() : value;

    private Tensor EntityVectors(Tensor items) => _entities.forward(Mapped(_entityOf, items));

    private Tensor ItemVectors(Tensor items)
    {
        var vectors = _items.forward(Mapped(_rowOf, items)); // [..., E]
        if (!training || _shape.ColdShare == 0)
            return vectors;
        var isKept = torch.uniform([.. items.shape, 1], 0, 1).gt(_shape.ColdShare).to(ScalarType.Float32); // [..., 1]
        return vectors * isKept;
    }

    /// <summary>Makes the columns from <paramref name="from"/> on a multiple of the identity.</summary>
    private static void SetDiagonal(Tensor weight, int from)
    {
        var (values, columns) = (weight.ToFloat32(), (int)weight.shape[1]);
        for (var row = 0; row < weight.shape[0]; row++)
        {
            for (var column = from; column < columns; column++)
                values[(row * columns) + column] = row == column - from ? FirstDiagonal : 0;
        }

        using var start = torch.tensor(values, weight.shape);
        weight.Assign(start);
    }

    private static Tensor Mapped(Tensor map, Tensor items) => map.index_select(0, items.reshape(-1)).reshape(items.shape);
}

/// <summary>Sizes and form of a <see cref="Ksr"/>.</summary>
public sealed record KsrShape
{
    /// <summary>Items with training events.</summary>
    public required int OwnItems { get; init; }

    /// <summary>E: width of an item's own vector.</summary>
    public required int ItemWidth { get; init; }

    /// <summary>H: units of the GRU.</summary>
    public required int Hidden { get; init; }

    /// <summary>Width of the vectors in the score.</summary>
    public required int Width { get; init; }

    /// <summary>Sharpness of the softmax over relations.</summary>
    public required double Gamma { get; init; }

    /// <summary>Dropout on the GRU's input.</summary>
    public required double Dropout { get; init; }

    /// <summary>Share of items that lose their own vector in a training step, so that the entity alone learns to speak for an item. 0 in
    /// both published forms.</summary>
    public required double ColdShare { get; init; }

    /// <summary>Whether entity vectors stay as TransE left them.</summary>
    public required bool FreezeEntities { get; init; }

    public required KsrForm Form { get; init; }
}

/// <summary>Forms of the equations of <see cref="Ksr"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<KsrForm>))]
public enum KsrForm
{
    /// <summary>RecBole's.</summary>
    [JsonStringEnumMemberName("recbole")]
    RecBole,

    /// <summary>The authors'.</summary>
    [JsonStringEnumMemberName("official")]
    Official,

    /// <summary>RecBole's, with relation weights that follow the last item's agreement with each slot, and a score that starts as
    /// nearness of values.</summary>
    [JsonStringEnumMemberName("agreement")]
    Agreement,
}
