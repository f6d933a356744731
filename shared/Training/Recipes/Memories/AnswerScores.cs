using Engram.Evaluation;
using Engram.MemoryNetworks.Encoding;

namespace Engram.Training.Recipes.Memories;

/// <summary>A model's best answer to one question.</summary>
/// <param name="Logit">The network's certainty of that answer, see
/// <see cref="AnswerConfidence.LogitOf(ReadOnlySpan{float}, AnswerSource)"/>.</param>
/// <param name="IsRight">Whether the answer is right.</param>
/// <param name="IsAnswerable">Whether the question has a right answer.</param>
public readonly record struct AnsweredQuestion(float Logit, bool IsRight, bool IsAnswerable);

/// <summary>Measures answers, and finds the lowest score at which to give them.</summary>
public static class AnswerScores
{
    /// <summary>Share of the answerable questions whose best candidate is right, whatever its probability (hits@1 of Miller et al.
    /// 2016).</summary>
    public static double HitsAt1(IReadOnlyCollection<AnsweredQuestion> questions) =>
        Share(questions.Where(question => question.IsAnswerable), question => question.IsRight);

    /// <summary>Share of the answerable questions that are answered, with a right answer.</summary>
    public static double AnsweredRightly(
        IReadOnlyCollection<AnsweredQuestion> questions, AnswerConfidence confidence, float unansweredBelow) =>
        Share(questions.Where(question => question.IsAnswerable),
            question => question.IsRight && confidence.ScoreOf(question.Logit) >= unansweredBelow);

    /// <summary>Share of the unanswerable questions that are declined.</summary>
    public static double RightlyDeclined(
        IReadOnlyCollection<AnsweredQuestion> questions, AnswerConfidence confidence, float unansweredBelow) =>
        Share(questions.Where(question => !question.IsAnswerable), question => confidence.ScoreOf(question.Logit) < unansweredBelow);

    /// <summary>Expected calibration error of the scores, with ten bins.</summary>
    public static double CalibrationError(IReadOnlyCollection<AnsweredQuestion> questions, AnswerConfidence confidence) =>
        Calibration.ExpectedError([.. questions.Select(question => (confidence.ScoreOf(question.Logit), question.IsRight))]);

    /// <summary>The threshold with the greatest mean of <see cref="AnsweredRightly"/> and <see cref="RightlyDeclined"/>, halfway between
    /// two scores. 0 when every question has an answer.</summary>
    public static float ThresholdOf(IReadOnlyCollection<AnsweredQuestion> questions, AnswerConfidence confidence)
    {
        ArgumentNullException.ThrowIfNull(questions);
        ArgumentNullException.ThrowIfNull(confidence);
        var answerable = Math.Max(1, questions.Count(question => question.IsAnswerable));
        var unanswerable = Math.Max(1, questions.Count(question => !question.IsAnswerable));
        var ordered = questions.Select(question => (Question: question, Score: confidence.ScoreOf(question.Logit)))
            .OrderBy(item => item.Score).ToArray();
        // At threshold 0 everything is answered; raising it past a question declines that one.
        var quality = ordered.Count(item => item.Question is { IsAnswerable: true, IsRight: true }) / (double)answerable;
        var (best, threshold) = (quality, 0f);
        for (var i = 0; i < ordered.Length; i++)
        {
            quality += ordered[i].Question.IsAnswerable ? (ordered[i].Question.IsRight ? -1.0 / answerable : 0) : 1.0 / unanswerable;
            var next = i + 1 < ordered.Length ? ordered[i + 1].Score : 1;
            if (quality > best + 1e-12 && next > ordered[i].Score)
                (best, threshold) = (quality, (ordered[i].Score + next) / 2);
        }

        return threshold;
    }

    private static double Share(IEnumerable<AnsweredQuestion> questions, Func<AnsweredQuestion, bool> isCounted)
    {
        var all = questions.ToArray();
        return all.Length == 0 ? 0 : all.Count(isCounted) / (double)all.Length;
    }
}
