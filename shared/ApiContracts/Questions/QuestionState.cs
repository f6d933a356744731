namespace Engram.ApiContracts.Questions;

/// <summary>Where a question is in its life.</summary>
public enum QuestionState
{
    Asked,

    /// <summary>It has answers. The end.</summary>
    Answered,

    /// <summary>The memory or the model declined to guess, and why is known. The end.</summary>
    Unanswered,

    /// <summary>Nobody answered in time. The end.</summary>
    Failed,
}
