using Engram.MemoryNetworks.Sessions;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.Training.Recipes.Memories;
using Engram.Training.Recipes.Relations;

namespace Engram.Lab.KnowledgeBases;

/// <summary>Answers questions with an exported relation-memory model and ranks its answers.</summary>
public static class RelationAnswering
{
    /// <summary>Rank of each question's best right answer among the answers reached, from 1; 0 when none is right.</summary>
    /// <exception cref="ModelPackageException">The package is not a relation-memory model, or is damaged.</exception>
    public static IReadOnlyList<int> Ranks(
        InstalledModel model, ExecutionDevice device, KnowledgeBase knowledge, IReadOnlyList<AskedQuestion> questions,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(questions);
        using var session = RelationSession.Open(model, device);
        var reading = new KnowledgeReading(new KnowledgeGraph(knowledge), session.Read);
        return [.. questions.Select(question =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return reading.Answer(question, session.Reader).Rank;
        })];
    }
}
