using Engram.Evaluation;
using Engram.MemoryNetworks.Encoding;
using Engram.MemoryNetworks.Sessions;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.Text.Documents;
using Engram.Training.Recipes.Memories;

namespace Engram.Lab.KnowledgeBases;

/// <summary>Answers questions with an exported network and ranks its answers.</summary>
public sealed class EntityAnswering : IDisposable
{
    private const int BatchQuestions = 64;

    private readonly MemorySession _session;
    private readonly EntityQuestions _questions;

    /// <exception cref="ModelPackageException">The package is not a key-value memory network with a list of answers, or is
    /// damaged.</exception>
    public EntityAnswering(InstalledModel model, ExecutionDevice device, KnowledgeBase knowledge, IReadOnlyList<Document>? documents = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!model.Manifest.Files.ContainsKey(MemoryInterface.AnswersFileName)
            || !model.Manifest.Parameters.ContainsKey(MemoryInterface.RecallParameter))
            throw new ModelPackageException($"Model {model.Id} does not answer with the entities of a knowledge base; 'engram-lab train "
                + "wikimovies' makes models that do.");
        _questions = EntityQuestions.Of(model, knowledge, documents);
        _session = MemorySession.Open(model, device);
    }

    /// <summary>Opens a package, ranks its answers to each question, and closes it.</summary>
    /// <exception cref="ModelPackageException">The package is not a key-value memory network with a list of answers, or is
    /// damaged.</exception>
    public static IReadOnlyList<int> Ranks(
        InstalledModel model, ExecutionDevice device, KnowledgeBase knowledge, IReadOnlyList<Document>? documents,
        IReadOnlyList<AskedQuestion> questions, CancellationToken cancellationToken)
    {
        using var answering = new EntityAnswering(model, device, knowledge, documents);
        return answering.Ranks(questions, cancellationToken);
    }

    /// <summary>Rank of each question's best right answer among all entities, from 1; 0 when no right answer is an entity.</summary>
    public IReadOnlyList<int> Ranks(IReadOnlyList<AskedQuestion> questions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(questions);
        RecalledQuestion[] recalled = [.. questions.Select(question => _questions.Recall(question))];
        var ranks = new int[recalled.Length];
        foreach (var places in Enumerable.Range(0, recalled.Length).OrderBy(place => recalled[place].Memories.Count).Chunk(BatchQuestions))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var (place, reading) in places.Zip(_session.Read([.. places.Select(place => _questions.Encode(recalled[place]))])))
                ranks[place] = AnswerRanks.RankOf(recalled[place].Right, reading.Probabilities);
        }

        return ranks;
    }

    public void Dispose() => _session.Dispose();
}
