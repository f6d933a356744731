namespace Engram.ApiContracts.Questions;

/// <summary>Life cycle of a question.</summary>
public enum QuestionState
{
    Asked,

    /// <summary>It has answers. Final.</summary>
    Answered,

    /// <summary>The memory or the model declined to guess, for a known reason. Final.</summary>
    Unanswered,

    /// <summary>No service answered in time. Final.</summary>
    Failed,
}
