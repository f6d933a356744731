namespace Engram.Evaluation;

/// <summary>A system's predictions for one item, and the right answers.</summary>
/// <param name="Predicted">Predictions, best first, without duplicates.</param>
/// <param name="Targets">Right answers, at least one.</param>
public sealed record RankedPrediction(IReadOnlyList<string> Predicted, IReadOnlySet<string> Targets)
{
    /// <summary>Ranks, from 1 to <paramref name="k"/>, of the right predictions.</summary>
    internal IEnumerable<int> HitRanks(int k) =>
        Enumerable.Range(1, Math.Min(k, Predicted.Count)).Where(rank => Targets.Contains(Predicted[rank - 1]));
}
