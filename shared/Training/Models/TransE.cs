using Engram.MemoryNetworks.Sequences;
using Engram.OnnxGraph;
using Engram.Training.Torch;

namespace Engram.Training.Models;

/// <summary>TransE (Bordes et al. 2013): a vector for each entity and relation, such that subject + relation is near the value of each
/// fact.</summary>
/// <remarks><code>d(s, r, v) = |e_s + r - e_v|_2    loss = max(0, margin + d(fact) - d(fact with another subject or value))</code>
/// Entities have length 1 at the start of each epoch, as in the paper's algorithm 1.</remarks>
public sealed class TransE : Module
{
    // B facts, G entities (0 is padding), R relations, K width
    private const double Margin = 1;

    // The root has no gradient at 0.
    private const double Least = 1e-12;

    private readonly Embedding _entities;
    private readonly Tensor _relations;

    public TransE(int entities, int relations, int width)
    {
        _entities = register_module("entities", new Embedding(entities, width, padding_idx: 0, std: 1 / Math.Sqrt(width)));
        _relations = register_parameter("relations", torch.normal([relations, width], 0, 1 / Math.Sqrt(width)));
    }

    /// <summary>[G, K].</summary>
    public Tensor Entities => _entities.weight;

    /// <summary>[R, K].</summary>
    public Tensor Relations => _relations;

    /// <summary>Loss of facts and of the same facts corrupted, each int64 [B].</summary>
    public Tensor Loss(
        (Tensor Subjects, Tensor Values) facts, (Tensor Subjects, Tensor Values) corrupted, Tensor relations)
    {
        ArgumentNullException.ThrowIfNull(relations);
        var b = relations.shape[0];
        var r = _relations.index_select(0, relations); // [B, K]
        // One look-up: the gradient of each is as large as the table.
        var e = _entities.forward(torch.cat([facts.Subjects, facts.Values, corrupted.Subjects, corrupted.Values])); // [4 B, K]
        var near = Distance(e.narrow(0, 0, b) + r - e.narrow(0, b, b)); // [B]
        var far = Distance(e.narrow(0, 2 * b, b) + r - e.narrow(0, 3 * b, b));
        return (near - far + Margin).relu().mean();
    }

    /// <summary>Minus the distance to every entity as value: [B], [B] -> [B, G].</summary>
    public Tensor Scores(Tensor subjects, Tensor relations)
    {
        var expected = _entities.forward(subjects) + _relations.index_select(0, relations); // [B, K]
        // |x - y|^2 = |x|^2 + |y|^2 - 2 x . y needs no [B, G, K].
        var squares = expected.square().sum(1, keepdim: true) + Entities.square().sum(1).unsqueeze(0)
            - (expected.matmul(Entities.transpose(0, 1)) * 2); // [B, G]
        return (squares.clamp_min(0) + Least).sqrt().neg();
    }

    /// <summary>Gives every entity length 1; padding stays 0.</summary>
    public void Normalize()
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        Entities.Assign(Entities / (Entities.square().sum(1, keepdim: true) + Least).sqrt());
    }

    /// <summary><see cref="Scores"/> as an ONNX graph with the inputs and outputs of <see cref="TransEInterface"/>.</summary>
    public OnnxGraphBuilder Export()
    {
        var graph = new OnnxGraphBuilder("transe");
        var inputs = TransEInterface.Inputs.ToDictionary(spec => spec.Name, spec => graph.Input(spec));
        var entities = graph.Initializer<float>("entities", Entities.ToFloat32(), Entities.shape);
        var relations = graph.Initializer<float>("relations", Relations.ToFloat32(), Relations.shape);
        var subject = graph.Op("Gather", [entities, inputs[TransEInterface.SubjectInput]]);
        var expected = graph.Op("Add", [subject, graph.Op("Gather", [relations, inputs[TransEInterface.RelationInput]])]); // [B, K]
        var lengths = graph.Initializer<float>("entity_squares", Entities.square().sum(1).ToFloat32(), [Entities.shape[0]]);
        var squares = graph.Op("ReduceSum", [graph.Op("Mul", [expected, expected]), graph.Vector(-1L)], OnnxAttribute.Int("keepdims", 1));
        var products = graph.Op("Gemm", [expected, entities], OnnxAttribute.Int("transB", 1), OnnxAttribute.Float("alpha", -2)); // [B, G]
        var apart = graph.Op("Max", [graph.Op("Add", [graph.Op("Add", [squares, lengths]), products]), graph.Scalar(0f)]);
        var distance = graph.Op("Sqrt", [graph.Op("Add", [apart, graph.Scalar((float)Least)])]);
        graph.Output(TransEInterface.OutputsOf((int)Entities.shape[0])[0], graph.Op("Neg", [distance]));
        return graph;
    }

    private static Tensor Distance(Tensor apart) => (apart.square().sum(-1) + Least).sqrt();
}
