using Engram.ModelStore;

namespace Engram.MemoryNetworks.Encoding;

/// <summary>Where a memory network's answers come from.</summary>
public enum AnswerSource
{
    /// <summary>The values of the memories recalled: a memory set that nobody trained on can be asked.</summary>
    Recalled,

    /// <summary>The list beside the network, <see cref="MemoryInterface.AnswersFileName"/>.</summary>
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

/// <summary>
/// Names, types and shapes that every memory network has (kinds <see cref="ModelKinds.MemoryNetwork"/>,
/// <see cref="ModelKinds.EndToEndMemory"/> and <see cref="ModelKinds.KeyValueMemory"/>), and the files beside it. A memory without a key of
/// its own, as the sentence of a story, is both key and value. The network may read the order in which memories come.
/// </summary>
public static class MemoryInterface
{
    /// <summary>JSON array: word i has id i. After them come the hash buckets of unknown words.</summary>
    public const string VocabularyFileName = "vocabulary.json";

    /// <summary>JSON array, of a network whose answers are <see cref="AnswerSource.Listed"/>: answer i has column i of the
    /// probabilities.</summary>
    public const string AnswersFileName = "answers.json";

    /// <summary>Parameter of the manifest: hash buckets of unknown words; 0 gives them all the id of the unknown word.</summary>
    public const string BucketsParameter = "buckets";

    /// <summary>Parameter of the manifest: words a question, key, value or answer is cut to.</summary>
    public const string LongestTextParameter = "longestText";

    /// <summary>Parameter of the manifest: most words of the vocabulary's n-grams. 1 where it holds single words only.</summary>
    public const string LongestNgramParameter = "longestNgram";

    /// <summary>Parameter of the manifest: a <see cref="MemorySource"/>, what the network was trained to read.</summary>
    public const string ReadsParameter = "reads";

    /// <summary>Parameter of the manifest: most memories the network reads. Of a longer story the earliest sentences, of recalled memories
    /// the worst are left out.</summary>
    public const string MaxMemoriesParameter = "maxMemories";

    /// <summary>Parameter of the manifest, of a network that was trained on memories found through the entities of a question: how far
    /// these reach.</summary>
    public const string RecallParameter = "recall";

    /// <summary>Parameter of the manifest: <see cref="DocumentReading"/>, of a network that reads documents in place of facts.</summary>
    public const string DocumentsParameter = "documents";

    /// <summary>Parameter of the manifest: a question whose answer has a lower calibrated score is not answered. Chosen on validation
    /// questions.</summary>
    public const string UnansweredBelowParameter = "unanswered_below";

    /// <summary>JSON array, of a network that reads stories whose names are slots: the <see cref="Text.Stories.StoryForms"/> it
    /// learned.</summary>
    public const string FormsFileName = "forms.json";

    /// <summary>Parameter of the manifest: whether names of a story are slots to the network, see
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

    /// <summary>Inputs of a network with answers from there.</summary>
    public static IReadOnlyList<TensorSpec> InputsOf(AnswerSource answers) => answers == AnswerSource.Listed ? Read : [.. Read, .. Answer];

    /// <summary>Outputs of a network of so many hops.</summary>
    /// <param name="hops">How often it reads the memory.</param>
    /// <param name="answers">Length of its list of answers; null where they are recalled.</param>
    public static IReadOnlyList<TensorSpec> OutputsOf(int hops, int? answers = null) =>
    [
        answers is { } listed ? TensorSpec.Of(ProbabilitiesOutput, TensorType.Float32, "batch", listed)
            : TensorSpec.Of(ProbabilitiesOutput, TensorType.Float32, "batch", "candidates"),
        TensorSpec.Of(AddressingOutput, TensorType.Float32, "batch", hops, "memories"),
    ];
}
