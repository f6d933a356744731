namespace Engram.Trainer.Memories;

/// <summary>What a model made of one question: its best candidate.</summary>
/// <param name="Probability">That there is an answer: of all candidates together, which is what the NULL answer leaves; 0 without candidates.
/// Not the best candidate's own: twelve films of one director share theirs.</param>
/// <param name="IsRight">Whether it is a right answer.</param>
/// <param name="IsAnswerable">Whether there is a right answer.</param>
public readonly record struct AnsweredQuestion(float Probability, bool IsRight, bool IsAnswerable);

/// <summary>How good answers are, and from which probability on they should be given.</summary>
public static class AnswerScores
{
    /// <summary>Share of the answerable questions whose best candidate is right, whatever its probability (Miller et al. 2016: hits@1).</summary>
    public static double HitsAt1(IReadOnlyCollection<AnsweredQuestion> questions) =>
        Share(questions.Where(question => question.IsAnswerable), question => question.IsRight);

    /// <summary>Share of the answerable questions that are answered, and rightly.</summary>
    public static double AnsweredRightly(IReadOnlyCollection<AnsweredQuestion> questions, float unansweredBelow) =>
        Share(questions.Where(question => question.IsAnswerable), question => question.IsRight && question.Probability >= unansweredBelow);

    /// <summary>Share of the questions without an answer that get none.</summary>
    public static double RightlyDeclined(IReadOnlyCollection<AnsweredQuestion> questions, float unansweredBelow) =>
        Share(questions.Where(question => !question.IsAnswerable), question => question.Probability < unansweredBelow);

    /// <summary>The threshold with the greatest mean of <see cref="AnsweredRightly"/> and <see cref="RightlyDeclined"/>; between two
    /// probabilities it lies in their middle.</summary>
    public static float Calibrate(IReadOnlyCollection<AnsweredQuestion> questions)
    {
        var answerable = Math.Max(1, questions.Count(question => question.IsAnswerable));
        var unanswerable = Math.Max(1, questions.Count(question => !question.IsAnswerable));
        var ordered = questions.OrderBy(question => question.Probability).ToArray();
        // At threshold 0 everything is answered; raising it past a question declines that one.
        var quality = ordered.Count(question => question is { IsAnswerable: true, IsRight: true }) / (double)answerable;
        var (best, threshold) = (quality, 0f);
        for (var i = 0; i < ordered.Length; i++)
        {
            quality += ordered[i].IsAnswerable ? (ordered[i].IsRight ? -1.0 / answerable : 0) : 1.0 / unanswerable;
            var next = i + 1 < ordered.Length ? ordered[i + 1].Probability : 1;
            if (quality > best + 1e-12 && next > ordered[i].Probability)
                (best, threshold) = (quality, (ordered[i].Probability + next) / 2);
        }

        return threshold;
    }

    private static double Share(IEnumerable<AnsweredQuestion> questions, Func<AnsweredQuestion, bool> isCounted)
    {
        var all = questions.ToArray();
        return all.Length == 0 ? 0 : all.Count(isCounted) / (double)all.Length;
    }
}
