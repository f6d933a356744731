namespace Engram.MemoryNetworks.Facts;

/// <summary>How probable it is that an answer is right: logistic regression on what its reading rests on (<see cref="AnswerEvidence"/>),
/// fitted to validation questions of which many have no answer.</summary>
/// <param name="Weights">One for each feature of <see cref="AnswerEvidence.Features"/>, the constant first.</param>
/// <param name="UnansweredBelow">A question whose answer is less probable is not answered.</param>
public sealed record AnswerCalibration(IReadOnlyList<double> Weights, double UnansweredBelow)
{
    public float ScoreOf(AnswerEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return ScoreOf(evidence.Features());
    }

    /// <summary>The same of features as <see cref="AnswerEvidence.Features"/> gives them.</summary>
    public float ScoreOf(double[] features)
    {
        ArgumentNullException.ThrowIfNull(features);
        var sum = 0.0;
        for (var i = 0; i < features.Length; i++)
            sum += Weights[i] * features[i];
        return (float)(1 / (1 + Math.Exp(-sum)));
    }
}
