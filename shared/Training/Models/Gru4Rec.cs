using Engram.MemoryNetworks.Sequences;
using Engram.OnnxGraph;
using Engram.Training.Torch;

namespace Engram.Training.Models;

/// <summary>GRU4Rec (Hidasi et al. 2016) in RecBole's form: knows the order of items and nothing else. The baseline of
/// <see cref="Ksr"/>.</summary>
/// <remarks><code>h_t = GRU(dropout(Emb[i_t]), h_{t-1})    p = W h_t + b    score_i = p . Emb[i]</code></remarks>
public sealed class Gru4Rec : SequenceNetwork
{
    private readonly Embedding _items; // [N + 1, E]
    private readonly Dropout _dropout;
    private readonly GRU _gru;
    private readonly Linear _user; // H -> E

    public Gru4Rec(int items, int width, int hidden, double dropout)
    {
        (OwnItems, Hidden, Width) = (items, hidden, width);
        _items = register_module("items", ItemTable(items, width));
        _dropout = register_module("dropout", new Dropout(dropout));
        _gru = register_module("gru", Xavier(new GRU(width, hidden, hasBias: false)));
        _user = register_module("user", Xavier(new Linear(hidden, width)));
    }

    public override int OwnItems { get; }

    public override int Hidden { get; }

    public override int Width { get; }

    public override SequenceReading Read(Tensor items, SequenceState? state = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        var x = _dropout.forward(_items.forward(items)); // [B, T, E]
        var (h, last) = _gru.forward(x, state?.Hidden.unsqueeze(0)); // [B, T, H], [1, B, H]
        return new SequenceReading(_user.forward(h), null, new SequenceState(last.squeeze(0), null));
    }

    public override Tensor Candidates(Tensor items) => _items.forward(items);

    public override OnnxGraphBuilder Export()
    {
        var graph = new OnnxGraphBuilder("gru4rec");
        var inputs = SequenceInterface.InputsOf(Hidden, 0, 0).ToDictionary(spec => spec.Name, spec => graph.Input(spec));
        var outputs = SequenceInterface.OutputsOf(Hidden, 0, 0, Width);
        var table = graph.Initializer<float>("items", _items.weight.ToFloat32(), _items.weight.shape);
        var x = graph.Op("Gather", [table, inputs[SequenceInterface.ItemInput]]); // [B, E]
        var h = GruStep(graph, _gru, x, inputs[SequenceInterface.HiddenInput]); // [B, H]
        graph.Output(outputs[0], h);
        graph.Output(outputs[1], Product(graph, "user", h, _user.weight, _user.bias)); // [B, E]
        return graph;
    }
}
