using Engram.ModelStore;

namespace Engram.MemoryNetworks.Facts;

/// <summary>Names, types and shapes that every network of kind <see cref="ModelKinds.RelationMemory"/> has, and the files beside
/// it.</summary>
public static class RelationInterface
{
    /// <summary>JSON of <see cref="RelationVocabulary"/>: word i has id i + 1. After them come the buckets of other words, then those of
    /// pairs and triples of words.</summary>
    public const string VocabularyFileName = "vocabulary.json";

    public const string WordBucketsParameter = "wordBuckets";
    public const string NgramBucketsParameter = "ngramBuckets";

    /// <summary>Parameter of the manifest: symbols a question is cut to.</summary>
    public const string LongestQuestionParameter = "longestQuestion";

    /// <summary>Parameter of the manifest: <see cref="AnswerCalibration"/>.</summary>
    public const string CalibrationParameter = "calibration";

    /// <summary>Parameter of the manifest, of a network that was trained on one knowledge base: all its relations. It then takes a path to
    /// lead through any of these.</summary>
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

    /// <summary>Outputs of a network of so many hops.</summary>
    public static IReadOnlyList<TensorSpec> OutputsOf(int hops) =>
        [TensorSpec.Of(AddressingOutput, TensorType.Float32, "batch", hops, "addressed")];
}
