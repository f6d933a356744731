using Engram.Evaluation;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Sequences;

/// <summary>Ranks the items that came next by anything that scores items, among all items and among sampled ones.</summary>
/// <param name="data">The events.</param>
/// <param name="experiment">Whether items are met again, and the seed of the samples.</param>
public sealed class SequenceRanking(SequenceData data, SequenceExperiment experiment)
{
    /// <summary>Cut of all ranking metrics.</summary>
    public const int Cut = 10;

    /// <summary>An item with fewer training events is cold: what is known of it is its entity.</summary>
    public const int ColdBelow = 3;

    private const int Batch = 128;

    // The paper's protocol, as remembered: 50 random and 50 popular negatives.
    private const int SampledEach = 50;

    // A draw that keeps hitting what is excluded ends: few popular items may be left.
    private const int MostTries = 5000;

    private readonly double[] _popularUpTo = CumulativeCounts(data);

    /// <summary>Ranks the target of each case.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="score">Scores of all items with events, [cases, <see cref="SequenceData.MetItems"/> + 1], padding first.</param>
    public IReadOnlyList<CaseRank> Rank(IReadOnlyList<SequenceCase> cases, Func<IReadOnlyList<SequenceCase>, float[]> score)
    {
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentNullException.ThrowIfNull(score);
        var width = data.MetItems + 1;
        var ranks = new List<CaseRank>(cases.Count);
        foreach (var batch in cases.Chunk(Batch))
        {
            var scores = score(batch);
            ranks.AddRange(batch.Select((one, row) => RankOf(one, scores.AsSpan(row * width, width))));
        }

        return ranks;
    }

    /// <summary>Scores items by their training events.</summary>
    public float[] Popularity(IReadOnlyList<SequenceCase> cases)
    {
        ArgumentNullException.ThrowIfNull(cases);
        float[] counts = [.. data.Counts.Take(data.MetItems + 1).Select(count => (float)count)];
        return [.. cases.SelectMany(_ => counts)];
    }

    /// <summary>Draws an item by popularity that is not among those met; any item if those met are all.</summary>
    public long Unmet(IReadOnlyList<int> met, Random random)
    {
        var item = Popular(random);
        for (var tries = 0; met.Contains(item) && tries < MostTries; tries++)
            item = Popular(random);
        return item;
    }

    private CaseRank RankOf(SequenceCase one, Span<float> scores)
    {
        scores[0] = float.NegativeInfinity;
        if (!experiment.Repeats)
        {
            foreach (var item in one.History.Where(item => item != one.Target))
                scores[item] = float.NegativeInfinity;
        }

        var right = new HashSet<int> { one.Target };
        var full = AnswerRanks.RankOf(right, scores);
        int[] sampled = [.. Negatives(one), one.Target];
        var among = new float[sampled.Length];
        for (var i = 0; i < among.Length; i++)
            among[i] = scores[sampled[i]];
        // On equal scores the target, the last of the sample, ranks last.
        return new CaseRank(full, AnswerRanks.RankOf(new HashSet<int> { sampled.Length - 1 }, among), one.TargetCount < ColdBelow);
    }

    private IEnumerable<int> Negatives(SequenceCase one)
    {
        var random = new Random(TrainingLoop.HashCodeOf(experiment.SplitSeed, one.History.Count + (one.Target * 1000)));
        var (met, drawn) = (one.History.Append(one.Target).ToHashSet(), new HashSet<int>());
        var possible = Math.Min(2 * SampledEach, data.MetItems - met.Count);
        for (var tries = 0; drawn.Count < possible && tries < MostTries; tries++)
        {
            var item = drawn.Count < SampledEach ? random.Next(1, data.MetItems + 1) : Popular(random);
            if (!met.Contains(item))
                drawn.Add(item);
        }

        return drawn;
    }

    private int Popular(Random random)
    {
        var at = Array.BinarySearch(_popularUpTo, random.NextDouble() * _popularUpTo[^1]);
        return Math.Min((at < 0 ? ~at : at) + 1, data.OwnItems);
    }

    private static double[] CumulativeCounts(SequenceData data)
    {
        var sum = 0.0;
        return [.. data.Counts.Skip(1).Take(data.OwnItems).Select(count => sum += count)];
    }
}

/// <summary>Ranks of one case's target, from 1.</summary>
/// <param name="Full">Among all items.</param>
/// <param name="Sampled">Among 50 random and 50 popular items.</param>
/// <param name="IsCold">Whether the target has fewer than <see cref="SequenceRanking.ColdBelow"/> training events.</param>
public readonly record struct CaseRank(int Full, int Sampled, bool IsCold);
