using Engram.ModelStore;

namespace Engram.MemoryNetworks.Sequences;

/// <summary>Names, types and shapes of networks of kind <see cref="ModelKinds.TransE"/>, and the files stored with them.</summary>
public static class TransEInterface
{
    /// <summary>JSON list of entity names: entity i has number i + 1; 0 is padding.</summary>
    public const string EntitiesFileName = "entities.json";

    /// <summary>JSON list of relation names, numbered from 0.</summary>
    public const string RelationsFileName = "relations.json";

    public const string SubjectInput = "subject";
    public const string RelationInput = "relation";
    public const string ScoresOutput = "scores";

    public static IReadOnlyList<TensorSpec> Inputs { get; } =
    [
        TensorSpec.Of(SubjectInput, TensorType.Int64, "batch"),
        TensorSpec.Of(RelationInput, TensorType.Int64, "batch"),
    ];

    /// <summary>Outputs over this many entities, padding counted.</summary>
    public static IReadOnlyList<TensorSpec> OutputsOf(int entities) => [TensorSpec.Of(ScoresOutput, TensorType.Float32, "batch", entities)];
}
