namespace Engram.Keyphrases.Tagging;

/// <summary>Forward-backward sums of one post, from which the probabilities of tags and spans follow. N words, K = 3 tags.</summary>
internal sealed class SpanMarginals
{
    private const int Tags = SpanTagger.Tags;
    private const int Outside = (int)SpanTag.Outside;
    private const int Begin = (int)SpanTag.Begin;
    private const int Inside = (int)SpanTag.Inside;

    private readonly double[,] _scores; // [N,K]
    private readonly double[,] _transitions; // [K,K]
    private readonly double[,] _forward; // [N,K]
    private readonly double[,] _backward; // [N,K]

    public SpanMarginals(double[,] scores, double[,] transitions)
    {
        (_scores, _transitions) = (scores, transitions);
        var count = scores.GetLength(0);
        (_forward, _backward) = (new double[count, Tags], new double[count, Tags]);
        Span<double> terms = stackalloc double[Tags];
        for (var at = 0; at < count; at++)
        {
            for (var tag = 0; tag < Tags; tag++)
            {
                // The state before the first word is outside any span.
                for (var from = 0; from < Tags; from++)
                    terms[from] = (at == 0 ? (from == Outside ? 0 : double.NegativeInfinity) : _forward[at - 1, from])
                        + transitions[from, tag];
                _forward[at, tag] = LogSum(terms) + scores[at, tag];
            }
        }

        for (var at = count - 2; at >= 0; at--)
        {
            for (var tag = 0; tag < Tags; tag++)
            {
                for (var to = 0; to < Tags; to++)
                    terms[to] = transitions[tag, to] + scores[at + 1, to] + _backward[at + 1, to];
                _backward[at, tag] = LogSum(terms);
            }
        }

        LogTotal = count == 0 ? 0 : LogSum([_forward[count - 1, 0], _forward[count - 1, 1], _forward[count - 1, 2]]);
    }

    /// <summary>Log of the sum over all tag sequences.</summary>
    public double LogTotal { get; }

    /// <summary>Probability that a word has a tag.</summary>
    public double Probability(int at, SpanTag tag) => Math.Exp(_forward[at, (int)tag] + _backward[at, (int)tag] - LogTotal);

    /// <summary>Probability that a word has a tag and the word before it has another.</summary>
    public double Probability(int at, SpanTag before, SpanTag tag) => Math.Exp(
        _forward[at - 1, (int)before] + _transitions[(int)before, (int)tag] + _scores[at, (int)tag] + _backward[at, (int)tag] - LogTotal);

    /// <summary>Probability that exactly these words form a span.</summary>
    /// <param name="start">First word.</param>
    /// <param name="end">Index after the last word.</param>
    public double SpanProbability(int start, int end)
    {
        var path = _forward[start, Begin];
        for (var at = start + 1; at < end; at++)
            path += _transitions[at == start + 1 ? Begin : Inside, Inside] + _scores[at, Inside];
        var last = end - start == 1 ? Begin : Inside;
        if (end == _scores.GetLength(0))
            return Math.Exp(path - LogTotal);
        // The next word must be outside or begin another span.
        var rest = LogSum([Next(Outside), Next(Begin), double.NegativeInfinity]);
        return Math.Exp(path + rest - LogTotal);

        double Next(int tag) => _transitions[last, tag] + _scores[end, tag] + _backward[end, tag];
    }

    private static double LogSum(ReadOnlySpan<double> terms)
    {
        var greatest = double.NegativeInfinity;
        foreach (var term in terms)
            greatest = Math.Max(greatest, term);
        if (double.IsNegativeInfinity(greatest))
            return greatest;
        var sum = 0.0;
        foreach (var term in terms)
            sum += Math.Exp(term - greatest);
        return greatest + Math.Log(sum);
    }
}
