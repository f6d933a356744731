using Engram.Contracts.Questions;
using Engram.Text.Questions;

namespace Engram.MemoryNetworks.Facts;

/// <summary>The evidence for an answer, in numbers.</summary>
public sealed record AnswerEvidence
{
    // Beyond it float32 can't tell a probability from 1, and a thousand questions can't resolve a difference.
    private const double MostCertain = 7;
    private const int MostUnexplained = 3;

    /// <summary>The network's probability of the relations it followed.</summary>
    public required double Probability { get; init; }

    /// <summary>Number of words that name neither an entity nor a relation and that training never saw.</summary>
    public required int UnexplainedWords { get; init; }

    /// <summary>How many of the unexplained words stand beside a name and so may belong to it.</summary>
    public required int UnexplainedBesideName { get; init; }

    /// <summary>Number of words beside a name that training never saw there.</summary>
    public required int OddNeighbors { get; init; }

    /// <summary>Whether <c>and</c> or <c>or</c> joins a name to something else.</summary>
    public required bool IsCoordinated { get; init; }

    /// <summary>The worst match among its names.</summary>
    public required MentionMatch Match { get; init; }

    /// <summary>Share of a corrected name's letters that differ.</summary>
    public required double EditShare { get; init; }

    /// <summary>Whether a name consists of question words only, such as the film <c>It</c>.</summary>
    public required bool IsNameOfQuestionWords { get; init; }

    /// <summary>Whether the question has another name than those the answer is about.</summary>
    public required bool HasOtherName { get; init; }

    /// <summary>Whether the name stands for several entities.</summary>
    public required bool IsShared { get; init; }

    /// <summary>Whether the question consists of names only.</summary>
    public required bool IsBare { get; init; }

    public required QuestionForm Form { get; init; }

    /// <summary>[15], the constant first.</summary>
    public double[] Features() =>
    [
        1,
        Math.Clamp(Math.Log(Probability / Math.Max(1e-9, 1 - Probability)), -MostCertain, MostCertain),
        Math.Min(MostUnexplained, UnexplainedWords),
        Match == MentionMatch.Alias ? 1 : 0,
        Match == MentionMatch.Corrected ? 1 : 0,
        10 * EditShare,
        IsNameOfQuestionWords ? 1 : 0,
        HasOtherName ? 1 : 0,
        IsShared ? 1 : 0,
        IsBare ? 1 : 0,
        UnexplainedBesideName,
        OddNeighbors,
        IsCoordinated ? 1 : 0,
        Form == QuestionForm.YesNo ? 1 : 0,
        Form == QuestionForm.Count ? 1 : 0,
    ];
}
