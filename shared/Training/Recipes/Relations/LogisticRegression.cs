using Engram.Training.Recipes.Keyphrases.Ranking;

namespace Engram.Training.Recipes.Relations;

/// <summary>Logistic regression with an L2 penalty, by Newton's method.</summary>
internal static class LogisticRegression
{
    private const int Steps = 30;

    /// <param name="rows">Features, constant first, and whether the answer was right; at least one row.</param>
    /// <param name="penalty">Weight of the squared weights, except that of the constant.</param>
    public static double[] Fit(IReadOnlyList<(double[] Features, bool IsRight)> rows, double penalty)
    {
        var width = rows[0].Features.Length;
        var weights = new double[width];
        for (var step = 0; step < Steps; step++)
        {
            var (hessian, gradient) = (new double[width, width], new double[width]);
            for (var i = 0; i < width; i++)
            {
                hessian[i, i] = i == 0 ? 1e-9 : penalty;
                gradient[i] = i == 0 ? 0 : -penalty * weights[i];
            }

            foreach (var (features, isRight) in rows)
            {
                var score = ScoreOf(weights, features);
                var curvature = Math.Max(1e-6, score * (1 - score));
                for (var i = 0; i < width; i++)
                {
                    gradient[i] += ((isRight ? 1 : 0) - score) * features[i];
                    for (var j = 0; j <= i; j++)
                        hessian[i, j] += curvature * features[i] * features[j];
                }
            }

            var move = RidgeRegression.Solve(hessian, gradient);
            // A full step overshoots when few rows have a score near 0.5.
            for (var i = 0; i < width; i++)
                weights[i] += Math.Clamp(move[i], -2, 2);
        }

        return weights;
    }

    private static double ScoreOf(double[] weights, double[] features)
    {
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
            sum += weights[i] * features[i];
        return 1 / (1 + Math.Exp(-sum));
    }
}
