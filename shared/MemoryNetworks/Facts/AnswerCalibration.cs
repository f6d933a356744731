namespace Engram.MemoryNetworks.Facts;

/// <summary>Probability that an answer is right: logistic regression on its evidence (<see cref="AnswerEvidence"/>), fitted on validation
/// questions, many of which have no answer.</summary>
/// <param name="Weights">One per feature of <see cref="AnswerEvidence.Features"/>, the constant first.</param>
/// <param name="UnansweredBelow">A question whose answer is less probable than this is not answered.</param>
public sealed record AnswerCalibration(IReadOnlyList<double> Weights, double UnansweredBelow)
{
    public float ScoreOf(AnswerEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return ScoreOf(evidence.Features());
    }

    /// <summary>Score for features computed by <see cref="AnswerEvidence.Features"/>.</summary>
    public float ScoreOf(double[] features)
    {
        ArgumentNullException.ThrowIfNull(features);
        var sum = 0.0;
        for (var i = 0; i < features.Length; i++)
            sum += Weights[i] * features[i];
        return (float)(1 / (1 + Math.Exp(-sum)));
    }
}
