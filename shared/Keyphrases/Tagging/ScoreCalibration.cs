namespace Engram.Keyphrases.Tagging;

/// <summary>
/// Maps the ranker's log-odds to probabilities by linear interpolation between increasing points (isotonic regression on held-out posts).
/// </summary>
/// <param name="Scores">Log-odds, increasing.</param>
/// <param name="Probabilities">Probability at each score, increasing.</param>
internal sealed record ScoreCalibration(IReadOnlyList<float> Scores, IReadOnlyList<float> Probabilities)
{
    public float Probability(float score)
    {
        var above = 0;
        while (above < Scores.Count && Scores[above] < score)
            above++;
        if (above == 0)
            return Probabilities[0];
        if (above == Scores.Count)
            return Probabilities[^1];
        var (low, high) = (Scores[above - 1], Scores[above]);
        var share = high > low ? (score - low) / (high - low) : 1;
        return Probabilities[above - 1] + (share * (Probabilities[above] - Probabilities[above - 1]));
    }
}
