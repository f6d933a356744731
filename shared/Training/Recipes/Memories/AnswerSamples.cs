namespace Engram.Training.Recipes.Memories;

/// <summary>The answers in a training batch, and which of them are right.</summary>
public sealed class AnswerSamples
{
    private AnswerSamples(IReadOnlyList<int>? answers, float[] shares, float[]? ignored) =>
        (Answers, Shares, Ignored) = (answers, shares, ignored);

    /// <summary>Numbers of the C answers in the batch; null means all answers.</summary>
    public IReadOnlyList<int>? Answers { get; }

    /// <summary>[B, C]: target share of each answer; a row sums to 1.</summary>
    public float[] Shares { get; }

    /// <summary>[B, C]: 1 where an answer is neither taught nor penalized; null when there are none.</summary>
    public float[]? Ignored { get; }

    /// <param name="questions">Questions of the batch. One without a right answer has equal shares for all answers.</param>
    /// <param name="remembered">Answers among the values of their memories; these are the hardest negatives.</param>
    /// <param name="count">Length of the list of answers.</param>
    /// <param name="negatives">Negatives drawn at random from the list; 0 takes the whole list.</param>
    /// <param name="right">Which right answers to teach.</param>
    /// <param name="random">Draws the negatives and the taught answers.</param>
    public static AnswerSamples Of(
        IReadOnlyList<RecalledQuestion> questions, IEnumerable<int> remembered, int count, int negatives, RightAnswers right, Random random)
    {
        ArgumentNullException.ThrowIfNull(questions);
        ArgumentNullException.ThrowIfNull(random);
        var columns = new Dictionary<int, int>();
        var drawn = Enumerable.Range(0, negatives).Select(_ => random.Next(count)).ToArray();
        foreach (var answer in negatives == 0 ? Enumerable.Range(0,
            count) : questions.SelectMany(question => question.Right).Concat(remembered).Concat(drawn))
            columns.TryAdd(answer, columns.Count);

        var shares = new float[questions.Count * columns.Count];
        var ignored = right == RightAnswers.Drawn ? new float[shares.Length] : null;
        for (var row = 0; row < questions.Count; row++)
        {
            int[] all = [.. questions[row].Right];
            if (all.Length == 0)
            {
                shares.AsSpan(row * columns.Count, columns.Count).Fill(1f / columns.Count);
                continue;
            }

            int[] taught = ignored is null ? all : [all[random.Next(all.Length)]];
            foreach (var answer in all.Except(taught))
                ignored![(row * columns.Count) + columns[answer]] = 1;
            foreach (var answer in taught)
                shares[(row * columns.Count) + columns[answer]] = 1f / taught.Length;
        }

        return new AnswerSamples(negatives == 0 ? null : [.. columns.Keys], shares, ignored);
    }
}
