using Engram.ModelStore;

namespace Engram.MemoryNetworks.Facts;

/// <summary>Names, types and shapes common to networks of kind <see cref="ModelKinds.RelationMemory"/>, and the files stored with
/// them.</summary>
public static class RelationInterface
{
    /// <summary>JSON of <see cref="RelationVocabulary"/>: word i has id i + 1. Then come the buckets of other words, then those of pairs
    /// and triples of words.</summary>
    public const string VocabularyFileName = "vocabulary.json";

    public const string WordBucketsParameter = "wordBuckets";
    public const string NgramBucketsParameter = "ngramBuckets";

    /// <summary>Manifest parameter: questions are cut to this many symbols.</summary>
    public const string LongestQuestionParameter = "longestQuestion";

    /// <summary>Manifest parameter: an <see cref="AnswerCalibration"/>.</summary>
    public const string CalibrationParameter = "calibration";

    /// <summary>Manifest parameter: all relations of the knowledge base. Only for networks trained on a single one; their paths may use any
    /// of these relations.</summary>
    public const string RelationsParameter = "relations";

    public const string QuestionInput = "question";
    public const string RelationsInput = "relations";
    public const string RelationMaskInput = "relation_mask";
    public const string AddressingOutput = "addressing";

    public static IReadOnlyList<TensorSpec> Inputs { get; } =
    [
        TensorSpec.Of(QuestionInput, TensorType.Int64, "batch", "symbols"),
        TensorSpec.Of(RelationsInput, TensorType.Int64, "batch", "relations", "relation_words"),
        TensorSpec.Of(RelationMaskInput, TensorType.Float32, "batch", "relations"),
    ];

    /// <summary>Outputs of a network with this many hops.</summary>
    public static IReadOnlyList<TensorSpec> OutputsOf(int hops) =>
        [TensorSpec.Of(AddressingOutput, TensorType.Float32, "batch", hops, "addressed")];
}
