using Engram.Contracts.Questions;
using Engram.MemoryNetworks.Encoding;
using Engram.ModelStore;
using Engram.Text.Documents;

namespace Engram.Training.Recipes.Memories;

/// <summary>A question with the memories it recalled.</summary>
/// <param name="Text">Ids of its words.</param>
/// <param name="Memories">Numbers of memories, best first.</param>
/// <param name="Right">Numbers of the right answers that the list of answers holds.</param>
public sealed record RecalledQuestion(long[] Text, IReadOnlyList<int> Memories, IReadOnlySet<int> Right);

/// <summary>Questions about entities, with their memories and answers.</summary>
/// <param name="answers">The list of answers.</param>
/// <param name="memories">What may be recalled.</param>
public sealed class EntityQuestions(EntityVocabulary answers, IEntityMemories memories)
{
    private readonly Dictionary<string, int> _answers = answers.Entities.Index()
        .ToDictionary(answer => MemoryEncoder.AnswerOf(answer.Item), answer => answer.Index, StringComparer.Ordinal);

    /// <summary>The questions as a package was trained to read them, over a knowledge base which may be another than its own, or over
    /// documents about its entities.</summary>
    /// <param name="model">The package.</param>
    /// <param name="knowledge">Says which entities there are.</param>
    /// <param name="documents">Read in place of the facts where the package was trained on documents, else null.</param>
    /// <exception cref="ModelPackageException">The package has no list of answers, does not say how it recalls, or reads documents where
    /// there are none, or the other way round.</exception>
    public static EntityQuestions Of(InstalledModel model, KnowledgeBase knowledge, IReadOnlyList<Document>? documents = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(knowledge);
        var (encoder, recall) = (MemoryEncoder.Of(model), model.Manifest.Parameter<HopLimits>(MemoryInterface.RecallParameter));
        var representation = model.Manifest.FindParameter<DocumentReading>(MemoryInterface.DocumentsParameter);
        if (representation is null != documents is null)
            throw new ModelPackageException(
                documents is null ? $"Model {model.Id} reads documents; name their file."
                    : $"Model {model.Id} was trained on facts; it reads no documents.");
        return new EntityQuestions(
            new EntityVocabulary(encoder, model.Read<string[]>(MemoryInterface.AnswersFileName)),
            MemoriesOf(knowledge, documents, new EntityVocabulary(encoder, knowledge.Entities), representation, recall));
    }

    /// <summary>Memories from documents where there are any, else from facts.</summary>
    public static IEntityMemories MemoriesOf(KnowledgeBase knowledge, IReadOnlyList<Document>? documents, EntityVocabulary symbols,
        DocumentReading? reading, HopLimits recall) =>
        documents is null ? new TripleMemories(knowledge, symbols.Encoder, recall)
            : new DocumentEntityMemories(documents, symbols, reading!.Representation, reading.WindowWords, recall);

    /// <summary>A question with its memories. An answer that the list does not hold can't be given and is left out.</summary>
    public RecalledQuestion Recall(AskedQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var text = answers.Encoder.Encode(question.Text);
        return new RecalledQuestion(
            text, memories.Recall(question.Text),
            question.Answers.Select(MemoryEncoder.AnswerOf).Where(_answers.ContainsKey).Select(answer => _answers[answer]).ToHashSet());
    }

    /// <summary>Whether a right answer stands in the value of a memory: what recall lost no network finds.</summary>
    public bool HoldsAnswer(RecalledQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var right = question.Right.Select(answers.IdOf).ToHashSet();
        return question.Memories.Any(memory => memories.Value(memory).Any(right.Contains));
    }

    /// <summary>The question without the memories that answer it, or without any: it then has no right answer.</summary>
    public RecalledQuestion Forget(RecalledQuestion question, bool everything)
    {
        ArgumentNullException.ThrowIfNull(question);
        var right = question.Right.Select(answers.IdOf).ToHashSet();
        return question with
        {
            Memories = everything ? [] : [.. question.Memories.Where(memory => !memories.Value(memory).Any(right.Contains))],
            Right = new HashSet<int>(),
        };
    }

    /// <summary>A question in ids.</summary>
    public EncodedQuestion Encode(RecalledQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return new EncodedQuestion
        {
            Question = memories.Question(question.Text),
            Keys = [.. question.Memories.Select(memories.Key)],
            Values = [.. question.Memories.Select(memories.Value)],
            Candidates = [],
        };
    }
}
