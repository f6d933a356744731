namespace Engram.Training.Recipes.Keyphrases.Ranking;

/// <summary>Least squares with an L2 penalty, solved by Cholesky decomposition of the normal equations.</summary>
internal static class RidgeRegression
{
    /// <param name="rows">Vector, value and weight of each row. Without rows the fitted function is 0.</param>
    /// <param name="penalty">Weight of the squared weights, except that of the constant.</param>
    /// <returns>The fitted function.</returns>
    public static Func<float[], double> Fit(IReadOnlyList<(float[] Vector, double Value, double Weight)> rows, double penalty)
    {
        if (rows.Count == 0)
            return _ => 0;
        var width = rows[0].Vector.Length + 1; // the constant comes last
        var (matrix, right) = (new double[width, width], new double[width]);
        foreach (var (vector, value, weight) in rows)
        {
            for (var i = 0; i < width; i++)
            {
                var x = weight * At(vector, i);
                right[i] += x * value;
                for (var j = 0; j <= i; j++)
                    matrix[i, j] += x * At(vector, j);
            }
        }

        for (var i = 0; i < width; i++)
            matrix[i, i] += i == width - 1 ? 1e-9 : penalty;
        var weights = Solve(matrix, right);
        return vector => Enumerable.Range(0, width).Sum(i => weights[i] * At(vector, i));
    }

    private static double At(float[] vector, int i) => i < vector.Length ? vector[i] : 1;

    /// <param name="matrix">Symmetric and positive definite. Only the lower half is read; it is overwritten.</param>
    /// <param name="right">Overwritten with the solution.</param>
    internal static double[] Solve(double[,] matrix, double[] right)
    {
        var n = right.Length;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = matrix[i, j];
                for (var k = 0; k < j; k++)
                    sum -= matrix[i, k] * matrix[j, k];
                matrix[i, j] = i == j ? Math.Sqrt(sum) : sum / matrix[j, j];
            }
        }

        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < i; k++)
                right[i] -= matrix[i, k] * right[k];
            right[i] /= matrix[i, i];
        }

        for (var i = n - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < n; k++)
                right[i] -= matrix[k, i] * right[k];
            right[i] /= matrix[i, i];
        }

        return right;
    }
}
