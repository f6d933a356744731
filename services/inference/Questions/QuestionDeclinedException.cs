namespace Engram.Inference.Questions;

/// <summary>A question that gets no answer, now or later.</summary>
/// <param name="code">Stable word for programs.</param>
/// <param name="reason">Sentence for people.</param>
/// <param name="model">Model that declined, <c>name/version</c>.</param>
public sealed class QuestionDeclinedException(string code, string reason, string model, Exception? cause = null) : Exception(reason, cause)
{
    /// <summary>No candidate is probable enough.</summary>
    public const string LowScore = "low-score";

    /// <summary>The model works, but fails on this question.</summary>
    public const string Rejected = "rejected";

    public string Code => code;

    public string Model => model;
}
