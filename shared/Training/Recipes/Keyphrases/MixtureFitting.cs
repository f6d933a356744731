using System.Numerics.Tensors;
using Engram.Keyphrases.Ranking;
using Engram.Text;

namespace Engram.Training.Recipes.Keyphrases;

/// <summary>A post to fit a mixture on: the experts' evidence and the right keyphrases.</summary>
/// <param name="Opinions">Evidence of experts that were not trained on this post.</param>
/// <param name="Targets">Keyphrases given by people.</param>
public sealed record MixtureExample(PhraseEvidence Opinions, IReadOnlyList<string> Targets);

/// <summary>How a mixture is fitted.</summary>
public sealed record MixtureSettings
{
    /// <summary>Most gradient steps. Default 600.</summary>
    public int Steps { get; init; } = 600;

    /// <summary>Step size of Adam on the scaled features. Default 0.02.</summary>
    public double LearningRate { get; init; } = 0.02;

    /// <summary>Penalty per post on the squared weights of the scaled features. Default 0.002.</summary>
    public double L2 { get; init; } = 0.002;

    /// <summary>Cross-validation folds that decide the number of steps. Default 5.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Steps between two tests of a held-out fold. Default 20.</summary>
    public int TestEvery { get; init; } = 20;

    /// <summary>Seed of the folds. Default 23, as in the papers' code.</summary>
    public int Seed { get; init; } = 23;
}

/// <summary>Fits <see cref="PhraseRanker"/>: softmax cross-entropy of each post's right candidates (or 'none of these'), full-batch Adam,
/// L2 penalty. Uses the number of steps with the least loss on held-out folds. Only the folds are random, so a seed reproduces the
/// weights.</summary>
public static class MixtureFitting
{
    public static PhraseRanker Fit(IReadOnlyList<MixtureExample> examples, MixtureSettings settings)
    {
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(settings);
        var posts = examples.Select(Post.Of).ToArray();
        var scales = Standardise(posts);
        var order = Enumerable.Range(0, posts.Length).ToArray();
        new Random(settings.Seed).Shuffle(order);

        var tests = settings.Steps / settings.TestEvery;
        var losses = new double[tests];
        for (var fold = 0; fold < settings.Folds; fold++)
        {
            var kept = order.Where((_, i) => i % settings.Folds != fold).Select(i => posts[i]).ToArray();
            var held = order.Where((_, i) => i % settings.Folds == fold).Select(i => posts[i]).ToArray();
            var descent = new GradientDescent(kept, settings);
            for (var test = 0; test < tests; test++)
            {
                descent.Step(settings.TestEvery);
                losses[test] += held.Sum(post => post.Loss(descent.Weights));
            }
        }

        var all = new GradientDescent(posts, settings);
        all.Step((Array.IndexOf(losses, losses.Min()) + 1) * settings.TestEvery);
        return new PhraseRanker([.. all.Weights.Select((weight, feature) => weight / scales[feature])]);
    }

    // Scales without centering: the features of an expert that does not propose a candidate must stay 0.
    private static float[] Standardise(Post[] posts)
    {
        var F = RankingFeatures.Count;
        var squares = new double[F];
        var candidates = 0;
        foreach (var post in posts)
        {
            candidates += post.Candidates;
            for (var i = 0; i < post.Features.Length; i++)
                squares[i % F] += (double)post.Features[i] * post.Features[i];
        }

        var scales = squares.Select(square => square > 0 ? (float)Math.Sqrt(square / candidates) : 1).ToArray();
        foreach (var post in posts)
        {
            for (var i = 0; i < post.Features.Length; i++)
                post.Features[i] /= scales[i % F];
        }

        return scales;
    }

    /// <param name="Features">[candidates, F].</param>
    /// <param name="Goal">[candidates + 1]: the right candidates share 1 evenly; without any, the last entry ('none of these') has
    /// 1.</param>
    private sealed record Post(float[] Features, float[] Goal)
    {
        public int Candidates => Goal.Length - 1;

        public static Post Of(MixtureExample example)
        {
            var candidates = PhraseCandidates.Of(example.Opinions);
            var targets = example.Targets.Select(PhraseStems.Of).ToHashSet(StringComparer.Ordinal);
            var goal = candidates.Select(candidate => targets.Contains(PhraseStems.Of(candidate.Phrase)) ? 1f : 0).Append(0).ToArray();
            var right = goal.Sum();
            if (right == 0)
                goal[^1] = right = 1;
            TensorPrimitives.Divide(goal, right, goal);
            return new Post(RankingFeatures.Of(candidates, example.Opinions), goal);
        }

        public double Loss(ReadOnlySpan<float> weights)
        {
            var probabilities = PhraseRanker.Probabilities(weights, Features, Candidates);
            var loss = Goal[^1] > 0 ? -Math.Log(Math.Max(1e-9, 1 - probabilities.Sum())) : 0;
            for (var i = 0; i < probabilities.Length; i++)
                loss -= Goal[i] > 0 ? Goal[i] * Math.Log(Math.Max(1e-9, probabilities[i])) : 0;
            return loss;
        }

        /// <summary>Adds the gradient of the loss, [F].</summary>
        public void AddGradient(ReadOnlySpan<float> weights, Span<float> gradient)
        {
            var probabilities = PhraseRanker.Probabilities(weights, Features, Candidates);
            for (var i = 0; i < probabilities.Length; i++)
                TensorPrimitives.MultiplyAdd(
                    Features.AsSpan(i * weights.Length, weights.Length), probabilities[i] - Goal[i], gradient, gradient);
        }
    }

    private sealed class GradientDescent(Post[] posts, MixtureSettings settings)
    {
        private const double Beta1 = 0.9;
        private const double Beta2 = 0.999;

        private readonly double[] _first = new double[RankingFeatures.Count];
        private readonly double[] _second = new double[RankingFeatures.Count];
        private int _steps;

        public float[] Weights { get; } = new float[RankingFeatures.Count];

        public void Step(int steps)
        {
            var gradient = new float[Weights.Length];
            for (var step = 0; step < steps; step++)
            {
                Array.Clear(gradient);
                foreach (var post in posts)
                    post.AddGradient(Weights, gradient);
                _steps++;
                for (var i = 0; i < gradient.Length; i++)
                {
                    var g = (gradient[i] / posts.Length) + (2 * settings.L2 * Weights[i]);
                    _first[i] += (1 - Beta1) * (g - _first[i]);
                    _second[i] += (1 - Beta2) * ((g * g) - _second[i]);
                    var (m, v) = (_first[i] / (1 - Math.Pow(Beta1, _steps)), _second[i] / (1 - Math.Pow(Beta2, _steps)));
                    Weights[i] -= (float)(settings.LearningRate * m / (Math.Sqrt(v) + 1e-8));
                }
            }
        }
    }
}
