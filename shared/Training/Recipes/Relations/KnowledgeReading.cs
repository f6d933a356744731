using Engram.MemoryNetworks.Encoding;
using Engram.MemoryNetworks.Facts;
using Engram.Training.Recipes.Memories;

namespace Engram.Training.Recipes.Relations;

/// <summary>A relation reader's result for a question about a knowledge base.</summary>
/// <param name="Rank">Rank of the best right answer, from 1; 0 when none was reached.</param>
/// <param name="Read">The chosen reading; null when the question names no entity.</param>
public sealed record ReadQuestion(int Rank, ReadInterpretation? Read)
{
    public bool IsRight => Rank == 1;
}

/// <summary>Answers questions about a knowledge base by following the relations they ask for, as far as these lead.</summary>
/// <param name="graph">The knowledge base.</param>
/// <param name="read">The network.</param>
public sealed class KnowledgeReading(KnowledgeGraph graph, Func<IReadOnlyList<RelationQuestion>, IReadOnlyList<RelationReading>> read)
{
    public ReadQuestion Answer(AskedQuestion question, FactReader reader)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(reader);
        var mentions = graph.Linker.Link(question.Text);
        var interpretations = reader.Interpret(question.Text, mentions, graph);
        if (interpretations.Count == 0)
            return new ReadQuestion(0, null);
        var chosen = reader.Choose(interpretations, read([.. interpretations.Select(one => one.Encoded)]), mentions);
        var right = question.Answers.Select(MemoryEncoder.AnswerOf).ToHashSet(StringComparer.Ordinal);
        var answers = FactAnswer.Of(chosen, graph, [], unansweredBelow: 0).Answers;
        return new ReadQuestion(
            1 + answers.Index().FirstOrDefault(answer => right.Contains(MemoryEncoder.AnswerOf(answer.Item)), (Index: -1, Item: ""))
                .Index, chosen);
    }
}
