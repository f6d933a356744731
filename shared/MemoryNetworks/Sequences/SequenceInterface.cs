using Engram.ModelStore;

namespace Engram.MemoryNetworks.Sequences;

/// <summary>Names, types and shapes common to networks of kinds <see cref="ModelKinds.Ksr"/> and <see cref="ModelKinds.Gru4Rec"/>, and the
/// files stored with them. The network reads one item: state in, state out. B subjects, H hidden, R relations, K width of knowledge, E
/// width of an item's vector.</summary>
public static class SequenceInterface
{
    /// <summary>JSON list of item names: item i has number i + 1. Items that no training event has are ranked by their entity
    /// alone.</summary>
    public const string ItemsFileName = "items.json";

    /// <summary>float32, little-endian, row-major [items, E]: the score of an item is the product of its row with the subject's
    /// vector.</summary>
    public const string ItemVectorsFileName = "items.f32";

    /// <summary>JSON of <see cref="RelationValues"/>.</summary>
    public const string ValuesFileName = "values.json";

    /// <summary>float32, little-endian, row-major [values, K].</summary>
    public const string ValueVectorsFileName = "values.f32";

    /// <summary>Manifest parameter: a subject's history is replayed from at most this many events.</summary>
    public const string MaxEventsParameter = "maxEvents";

    public const string ItemInput = "item";
    public const string HiddenInput = "hidden";
    public const string MemoryInput = "memory";
    public const string HiddenOutput = "next_hidden";
    public const string MemoryOutput = "next_memory";
    public const string UserOutput = "user";
    public const string RelationWeightsOutput = "relation_weights";

    /// <summary>Kinds of network that this interface serves.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [ModelKinds.Ksr, ModelKinds.Gru4Rec];

    /// <summary>Inputs of a network; one without relations has no memory.</summary>
    public static IReadOnlyList<TensorSpec> InputsOf(int hidden, int relations, int knowledge) =>
    [
        TensorSpec.Of(ItemInput, TensorType.Int64, "batch"),
        TensorSpec.Of(HiddenInput, TensorType.Float32, "batch", hidden),
        .. relations == 0 ? Array.Empty<TensorSpec>()
            : [TensorSpec.Of(MemoryInput, TensorType.Float32, "batch", relations, knowledge)],
    ];

    /// <summary>Outputs of a network; one without relations has no memory.</summary>
    public static IReadOnlyList<TensorSpec> OutputsOf(int hidden, int relations, int knowledge, int width) =>
    [
        TensorSpec.Of(HiddenOutput, TensorType.Float32, "batch", hidden),
        TensorSpec.Of(UserOutput, TensorType.Float32, "batch", width),
        .. relations == 0 ? Array.Empty<TensorSpec>()
            : [
                TensorSpec.Of(MemoryOutput, TensorType.Float32, "batch", relations, knowledge),
                TensorSpec.Of(RelationWeightsOutput, TensorType.Float32, "batch", relations),
            ],
    ];
}

/// <summary>What the slots of a memory can hold.</summary>
/// <param name="Relations">Names of the relations, one per slot.</param>
/// <param name="Values">Names of all values, in the order of their vectors.</param>
/// <param name="ValuesOf">For each relation the numbers of its values.</param>
public sealed record RelationValues(
    IReadOnlyList<string> Relations, IReadOnlyList<string> Values, IReadOnlyList<IReadOnlyList<int>> ValuesOf);
