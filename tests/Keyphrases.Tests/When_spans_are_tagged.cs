using Engram.Keyphrases.Tagging;
using Engram.TestKit;

namespace Engram.Keyphrases.Tests;

/// <summary><see cref="SpanTagger"/> and <see cref="SpanMarginals"/>.</summary>
public sealed class When_spans_are_tagged
{
    private const double Tolerance = 1e-9; // rounding of sums of a few exponentials

    private static readonly double[,] Scores = { { 0.3, 1.1, -4 }, { -0.2, 0.4, 0.9 }, { 0.5, -1, 0.1 } };

    private static readonly double[,] Transitions = { { 0.2, -0.3, double.NegativeInfinity }, { 0.1, 0.4, 0.6 }, { -0.5, 0.2, 0.3 } };

    [Fact]
    public void Should_give_a_span_the_mass_of_all_taggings_that_hold_it()
    {
        var marginals = new SpanMarginals(Scores, Transitions);
        foreach (var (start, end) in new[] { (0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3) })
            Assert.Equal(Share(tags => Holds(tags, start, end)), marginals.SpanProbability(start, end), Tolerance);
    }

    [Fact]
    public void Should_give_a_tag_the_mass_of_all_taggings_with_it()
    {
        var marginals = new SpanMarginals(Scores, Transitions);
        for (var at = 0; at < 3; at++)
        {
            for (var tag = 0; tag < 3; tag++)
                Assert.Equal(Share(tags => tags[at] == tag), marginals.Probability(at, (SpanTag)tag), Tolerance);
        }
    }

    [Fact]
    public void Should_read_the_weights_that_it_wrote()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(1);
        var weights = Enumerable.Range(0, SpanFeatures.Places * SpanTagger.Tags).Select(_ => (float)(Half)random.NextSingle()).ToArray();
        var path = Path.Combine(folder.Path, "names.bin");
        new SpanTagger(weights, [1, 2, 3, 4, 5, 6, 7, 8, 9]).Save(path);

        var features = SpanFeatures.Of(PostScanner.Scan("Owen Farrell at Bath"));
        Assert.Equal(new SpanTagger(weights, [1, 2, 3, 4, 5, 6, 7, 8, 9]).Scores(features), SpanTagger.Load(path).Scores(features));
    }

    /// <summary>Probability of the taggings that <paramref name="counts"/> accepts, by enumeration of all 27.</summary>
    private static double Share(Predicate<int[]> counts)
    {
        var (part, all) = (0.0, 0.0);
        foreach (var tags in from a in Enumerable.Range(0, 3) from b in Enumerable.Range(0, 3) from c in Enumerable.Range(0,
            3) select new[] { a, b, c })
        {
            var mass = Math.Exp(
                Transitions[0, tags[0]] + Transitions[tags[0], tags[1]] + Transitions[tags[1], tags[2]]
                    + tags.Select((tag, at) => Scores[at, tag]).Sum());
            all += mass;
            part += counts(tags) ? mass : 0;
        }

        return part / all;
    }

    private static bool Holds(int[] tags, int start, int end) =>
        tags[start] == 1 && tags[(start + 1)..end].All(tag => tag == 2) && (end == tags.Length || tags[end] != 2);
}
