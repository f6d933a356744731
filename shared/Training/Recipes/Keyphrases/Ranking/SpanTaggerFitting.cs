using Engram.Keyphrases.Tagging;

namespace Engram.Training.Recipes.Keyphrases.Ranking;

/// <summary>A post with known spans.</summary>
/// <param name="Words">Its words.</param>
/// <param name="Tags">One per word.</param>
internal sealed record TaggedSpans(IReadOnlyList<PostWord> Words, IReadOnlyList<SpanTag> Tags);

/// <summary>Fits a <see cref="SpanTagger"/>: maximizes the likelihood of the tags by stochastic gradient descent with AdaGrad.</summary>
internal static class SpanTaggerFitting
{
    private const double LearningRate = 0.2;
    private const double L2 = 1e-6; // on the weights that a post touches, at each step

    public static SpanTagger Fit(IReadOnlyList<TaggedSpans> posts, int epochs, int seed)
    {
        var weights = new float[SpanFeatures.Places * SpanTagger.Tags];
        var transitions = new float[SpanTagger.Tags * SpanTagger.Tags];
        var tagger = new SpanTagger(weights, transitions); // shares these arrays, so it sees every update
        var (weightSteps, transitionSteps) = (new Steps(weights), new Steps(transitions));
        var features = posts.Select(post => SpanFeatures.Of(post.Words)).ToArray();
        var order = Enumerable.Range(0, posts.Count).ToArray();
        var random = new Random(seed);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (var post in order)
                Learn(tagger, features[post], posts[post].Tags, weightSteps, transitionSteps);
        }

        return tagger;
    }

    private static void Learn(SpanTagger tagger, int[][] features, IReadOnlyList<SpanTag> tags, Steps weights, Steps transitions)
    {
        var marginals = new SpanMarginals(tagger.Scores(features), tagger.Transitions());
        for (var at = 0; at < features.Length; at++)
        {
            for (var tag = SpanTag.Outside; tag <= SpanTag.Inside; tag++)
            {
                var gradient = marginals.Probability(at, tag) - (tags[at] == tag ? 1 : 0);
                foreach (var place in features[at])
                    weights.Descend((place * SpanTagger.Tags) + (int)tag, gradient);
                for (var before = SpanTag.Outside; at > 0 && before <= SpanTag.Inside; before++)
                {
                    if (before == SpanTag.Outside && tag == SpanTag.Inside)
                        continue;
                    var pair = marginals.Probability(at, before, tag) - (tags[at - 1] == before && tags[at] == tag ? 1 : 0);
                    transitions.Descend(((int)before * SpanTagger.Tags) + (int)tag, pair);
                }
            }
        }
    }

    private sealed class Steps(float[] values)
    {
        private readonly float[] _squares = new float[values.Length];

        public void Descend(int place, double gradient)
        {
            var g = (float)(gradient + (L2 * values[place]));
            _squares[place] += g * g;
            values[place] -= (float)(LearningRate * g / (Math.Sqrt(_squares[place]) + 1e-6));
        }
    }
}
