using Engram.Contracts.Questions;
using Engram.Text.Questions;

namespace Engram.MemoryNetworks.Facts;

/// <summary>One way to read a question: the mentions it is about, the rest of its words, and the relations it may ask for.</summary>
/// <param name="About">One mention, or two for a yes/no question.</param>
/// <param name="Frame">The question without these mentions.</param>
/// <param name="Relations">Relations of the entities.</param>
/// <param name="Encoded">The question in the network's encoding.</param>
public sealed record Interpretation(
    IReadOnlyList<EntityMention> About, QuestionFrame Frame, IReadOnlyList<string> Relations, RelationQuestion Encoded);

/// <summary>An interpretation with the network's reading of it.</summary>
/// <param name="Of">The interpretation.</param>
/// <param name="Path">The relations it follows, one per hop; empty if none is asked for.</param>
/// <param name="Reading">The network's output.</param>
/// <param name="Evidence">The evidence for an answer.</param>
/// <param name="UnexplainedWords">Words that neither the name, a relation nor training explains.</param>
/// <param name="Score">Probability that the answer is right.</param>
public sealed record ReadInterpretation(
    Interpretation Of, IReadOnlyList<string> Path, RelationReading Reading, AnswerEvidence Evidence,
    IReadOnlyList<string> UnexplainedWords, float Score)
{
    /// <summary>The entities of its first mention.</summary>
    public IReadOnlyList<string> Subjects => Of.About[0].Entities;

    public QuestionForm Form => Of.Frame.Form;
}
