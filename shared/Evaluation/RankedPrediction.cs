namespace Engram.Evaluation;

/// <summary>What a system predicted for one item, and what is right.</summary>
/// <param name="Predicted">Predictions, best first, each once.</param>
/// <param name="Targets">Right answers, one at least.</param>
public sealed record RankedPrediction(IReadOnlyList<string> Predicted, IReadOnlySet<string> Targets)
{
    /// <summary>Ranks 1 to <paramref name="k"/> at which a prediction is right.</summary>
    internal IEnumerable<int> HitRanks(int k) =>
        Enumerable.Range(1, Math.Min(k, Predicted.Count)).Where(rank => Targets.Contains(Predicted[rank - 1]));
}
