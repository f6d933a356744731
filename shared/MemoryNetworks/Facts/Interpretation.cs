using Engram.Contracts.Questions;
using Engram.Text.Questions;

namespace Engram.MemoryNetworks.Facts;

/// <summary>One way to read a question: which of its mentions it is about, what is left of it, and which relations it may ask
/// for.</summary>
/// <param name="About">One mention; two of a question for yes or no.</param>
/// <param name="Frame">The question without them.</param>
/// <param name="Relations">Relations in which the entities stand.</param>
/// <param name="Encoded">As the network takes it.</param>
public sealed record Interpretation(
    IReadOnlyList<EntityMention> About, QuestionFrame Frame, IReadOnlyList<string> Relations, RelationQuestion Encoded);

/// <summary>An interpretation that was read.</summary>
/// <param name="Of">The interpretation.</param>
/// <param name="Path">The relations it follows, one a hop; empty where none is asked for.</param>
/// <param name="Reading">What the network made of it.</param>
/// <param name="Evidence">What an answer would rest on.</param>
/// <param name="UnexplainedWords">Words that nothing explains.</param>
/// <param name="Score">How probable it is that the answer is right.</param>
public sealed record ReadInterpretation(
    Interpretation Of, IReadOnlyList<string> Path, RelationReading Reading, AnswerEvidence Evidence,
    IReadOnlyList<string> UnexplainedWords, float Score)
{
    /// <summary>The entities it is about, of its first mention.</summary>
    public IReadOnlyList<string> Subjects => Of.About[0].Entities;

    public QuestionForm Form => Of.Frame.Form;
}
