using Engram.ModelStore;

namespace Engram.MemoryNetworks.Encoding;

/// <summary>Where a memory network's answers come from.</summary>
public enum AnswerSource
{
    /// <summary>The values of the recalled memories, so the network can answer from a memory set it was not trained on.</summary>
    Recalled,

    /// <summary>The list stored with the network, <see cref="MemoryInterface.AnswersFileName"/>.</summary>
    Listed,
}

/// <summary>What a memory network was trained to read.</summary>
public enum MemorySource
{
    /// <summary>Memories recalled from a set, best first.</summary>
    Memories,

    /// <summary>The sentences of a story, latest first.</summary>
    Stories,
}

/// <summary>Names, types and shapes common to all memory networks (kinds <see cref="ModelKinds.MemoryNetwork"/>,
/// <see cref="ModelKinds.EndToEndMemory"/> and <see cref="ModelKinds.KeyValueMemory"/>), and the files stored with them.</summary>
/// <remarks>A memory without its own key, such as a sentence of a story, is both key and value. A network may depend on the order of
/// memories.</remarks>
public static class MemoryInterface
{
    /// <summary>JSON array: word i has id i. The hash buckets of unknown words follow.</summary>
    public const string VocabularyFileName = "vocabulary.json";

    /// <summary>JSON array: answer i has column i of the probabilities. Only for networks with <see cref="AnswerSource.Listed"/>
    /// answers.</summary>
    public const string AnswersFileName = "answers.json";

    /// <summary>Manifest parameter: number of hash buckets for unknown words; with 0 they all get the id of the unknown word.</summary>
    public const string BucketsParameter = "buckets";

    /// <summary>Manifest parameter: questions, keys, values and answers are cut to this many words.</summary>
    public const string LongestTextParameter = "longestText";

    /// <summary>Manifest parameter: words in the vocabulary's longest n-gram; 1 if it has single words only.</summary>
    public const string LongestNgramParameter = "longestNgram";

    /// <summary>Manifest parameter: a <see cref="MemorySource"/>, what the network was trained to read.</summary>
    public const string ReadsParameter = "reads";

    /// <summary>Manifest parameter: most memories the network reads. Drops the earliest sentences of a longer story, or the worst recalled
    /// memories.</summary>
    public const string MaxMemoriesParameter = "maxMemories";

    /// <summary>Manifest parameter: how far recall goes from a question's entities. Only for networks trained on memories recalled that
    /// way.</summary>
    public const string RecallParameter = "recall";

    /// <summary>Manifest parameter: a <see cref="DocumentReading"/>. Only for networks that read documents instead of facts.</summary>
    public const string DocumentsParameter = "documents";

    /// <summary>Manifest parameter: a question whose answer has a lower calibrated score is not answered. Chosen on validation
    /// questions.</summary>
    public const string UnansweredBelowParameter = "unanswered_below";

    /// <summary>JSON array: the <see cref="Text.Stories.StoryForms"/> the network learned. Only for networks that read stories with slots
    /// for names.</summary>
    public const string FormsFileName = "forms.json";

    /// <summary>Manifest parameter: whether the network sees slots instead of the names in a story, see
    /// <see cref="Text.Stories.AnonymousStory"/>.</summary>
    public const string AnonymousParameter = "anonymous";

    public const string QuestionInput = "question";
    public const string KeysInput = "keys";
    public const string ValuesInput = "values";
    public const string MemoryMaskInput = "memory_mask";
    public const string CandidatesInput = "candidates";
    public const string CandidateMaskInput = "candidate_mask";
    public const string ProbabilitiesOutput = "probabilities";
    public const string AddressingOutput = "addressing";

    private static readonly TensorSpec[] Read =
    [
        TensorSpec.Of(QuestionInput, TensorType.Int64, "batch", "question_words"),
        TensorSpec.Of(KeysInput, TensorType.Int64, "batch", "memories", "key_words"),
        TensorSpec.Of(ValuesInput, TensorType.Int64, "batch", "memories", "value_words"),
        TensorSpec.Of(MemoryMaskInput, TensorType.Float32, "batch", "memories"),
    ];

    private static readonly TensorSpec[] Answer =
    [
        TensorSpec.Of(CandidatesInput, TensorType.Int64, "batch", "candidates", "answer_words"),
        TensorSpec.Of(CandidateMaskInput, TensorType.Float32, "batch", "candidates"),
    ];

    /// <summary>Inputs of a network with answers from this source.</summary>
    public static IReadOnlyList<TensorSpec> InputsOf(AnswerSource answers) => answers == AnswerSource.Listed ? Read : [.. Read, .. Answer];

    /// <summary>Outputs of a network with this many hops.</summary>
    /// <param name="hops">How often it reads the memory.</param>
    /// <param name="answers">Length of its answer list; null if answers are recalled.</param>
    public static IReadOnlyList<TensorSpec> OutputsOf(int hops, int? answers = null) =>
    [
        answers is { } listed ? TensorSpec.Of(ProbabilitiesOutput, TensorType.Float32, "batch", listed)
            : TensorSpec.Of(ProbabilitiesOutput, TensorType.Float32, "batch", "candidates"),
        TensorSpec.Of(AddressingOutput, TensorType.Float32, "batch", hops, "memories"),
    ];
}
