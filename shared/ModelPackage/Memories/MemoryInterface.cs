namespace Engram.ModelPackage.Memories;

/// <summary>Names, types and shapes that every model of kind <see cref="ModelKinds.KeyValueMemory"/> has, and the files beside it.</summary>
public static class MemoryInterface
{
    /// <summary>JSON array: word i has id i. After them come the hash buckets of unknown words.</summary>
    public const string VocabularyFileName = "vocabulary.json";

    /// <summary>Parameter of the manifest: hash buckets of unknown words.</summary>
    public const string BucketsParameter = "buckets";

    /// <summary>Parameter of the manifest: words a question, key, value or answer is cut to.</summary>
    public const string LongestTextParameter = "longestText";

    /// <summary>Parameter of the manifest: a question is not answered where its candidates together have a lower probability; what they leave
    /// of 1 is the network's NULL answer. Calibrated on validation questions.</summary>
    public const string UnansweredBelowParameter = "unanswered_below";

    public const string QuestionInput = "question";
    public const string KeysInput = "keys";
    public const string ValuesInput = "values";
    public const string MemoryMaskInput = "memory_mask";
    public const string CandidatesInput = "candidates";
    public const string CandidateMaskInput = "candidate_mask";
    public const string ProbabilitiesOutput = "probabilities";
    public const string AddressingOutput = "addressing";

    public static IReadOnlyList<TensorSpec> Inputs { get; } =
    [
        TensorSpec.Of(QuestionInput, TensorType.Int64, "batch", "question_words"),
        TensorSpec.Of(KeysInput, TensorType.Int64, "batch", "memories", "key_words"),
        TensorSpec.Of(ValuesInput, TensorType.Int64, "batch", "memories", "value_words"),
        TensorSpec.Of(MemoryMaskInput, TensorType.Float32, "batch", "memories"),
        TensorSpec.Of(CandidatesInput, TensorType.Int64, "batch", "candidates", "answer_words"),
        TensorSpec.Of(CandidateMaskInput, TensorType.Float32, "batch", "candidates"),
    ];

    public static IReadOnlyList<TensorSpec> OutputsOf(int hops) =>
    [
        TensorSpec.Of(ProbabilitiesOutput, TensorType.Float32, "batch", "candidates"),
        TensorSpec.Of(AddressingOutput, TensorType.Float32, "batch", hops, "memories"),
    ];
}
