using Engram.Contracts.Questions;
using Engram.MemoryNetworks.Encoding;
using Engram.ModelStore;
using Engram.Text.Documents;

namespace Engram.Training.Recipes.Memories;

/// <summary>A question with its recalled memories.</summary>
/// <param name="Text">Ids of its words.</param>
/// <param name="Memories">Memory numbers, best first.</param>
/// <param name="Right">Numbers of its right answers, as far as the list of answers has them.</param>
public sealed record RecalledQuestion(long[] Text, IReadOnlyList<int> Memories, IReadOnlySet<int> Right);

/// <summary>Recalls memories for questions about entities, and encodes both.</summary>
/// <param name="answers">The list of answers.</param>
/// <param name="memories">The memories to recall from.</param>
public sealed class EntityQuestions(EntityVocabulary answers, IEntityMemories memories)
{
    private readonly Dictionary<string, int> _answers = answers.Entities.Index()
        .ToDictionary(answer => MemoryEncoder.AnswerOf(answer.Item), answer => answer.Index, StringComparer.Ordinal);

    /// <summary>Reads questions as a package was trained to read them. The knowledge base may differ from the package's own; documents must
    /// be about its entities.</summary>
    /// <param name="model">The package.</param>
    /// <param name="knowledge">Defines the entities.</param>
    /// <param name="documents">Read instead of the facts by a package trained on documents, else null.</param>
    /// <exception cref="ModelPackageException">The package has no list of answers, does not say how it recalls, needs documents that are
    /// missing, or was trained on facts although documents are given.</exception>
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

    /// <summary>Creates memories from documents when there are any, else from facts.</summary>
    public static IEntityMemories MemoriesOf(KnowledgeBase knowledge, IReadOnlyList<Document>? documents, EntityVocabulary symbols,
        DocumentReading? reading, HopLimits recall) =>
        documents is null ? new TripleMemories(knowledge, symbols.Encoder, recall)
            : new DocumentEntityMemories(documents, symbols, reading!.Representation, reading.WindowWords, recall);

    /// <summary>Recalls memories for a question. Drops right answers that are not in the list, because the network can't give
    /// them.</summary>
    public RecalledQuestion Recall(AskedQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var text = answers.Encoder.Encode(question.Text);
        return new RecalledQuestion(
            text, memories.Recall(question.Text),
            question.Answers.Select(MemoryEncoder.AnswerOf).Where(_answers.ContainsKey).Select(answer => _answers[answer]).ToHashSet());
    }

    /// <summary>Whether a recalled memory has a right answer as its value. No network finds an answer that recall missed.</summary>
    public bool HoldsAnswer(RecalledQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var right = question.Right.Select(answers.IdOf).ToHashSet();
        return question.Memories.Any(memory => memories.Value(memory).Any(right.Contains));
    }

    /// <summary>Removes the memories that answer the question, or all of them. The result has no right answer.</summary>
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

    /// <summary>The question and its memories as ids.</summary>
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
