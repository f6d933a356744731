using Engram.MemoryNetworks.Encoding;

namespace Engram.Training.Recipes.Memories;

/// <summary>Fits <see cref="AnswerConfidence"/> to validation questions by logistic regression of "is right" on the network's certainty,
/// with Newton's method. Platt's targets (1999) keep it finite when every answer is right. Of several caps on the certainty, the likeliest
/// wins.</summary>
public static class PlattScaling
{
    private const int Steps = 50;
    private const int HighestTried = 20;

    // Keeps Newton's matrix invertible when all certainties are equal; negligible beside any question's weight.
    private const double Ridge = 1e-6;

    public static AnswerConfidence Fit(IReadOnlyCollection<AnsweredQuestion> questions)
    {
        ArgumentNullException.ThrowIfNull(questions);
        var logits = questions.Select(question => question.Logit).Order().ToArray();
        // Tries caps from the greatest certainty down to the median. On a tie the first wins, which is the highest cap.
        return Enumerable.Range(0, HighestTried)
            .Select(i => logits[logits.Length - 1 - (i * logits.Length / (2 * HighestTried))])
            .Distinct()
            .Select(highest => Fit(questions, highest))
            .MinBy(fitted => fitted.Loss)
            .Confidence;
    }

    private static (AnswerConfidence Confidence, double Loss) Fit(IReadOnlyCollection<AnsweredQuestion> questions, float highest)
    {
        var right = questions.Count(question => question.IsRight);
        var (rightTarget, wrongTarget) = ((right + 1.0) / (right + 2), 1.0 / (questions.Count - right + 2));
        var (scale, offset, loss) = (1.0, 0.0, 0.0);
        for (var step = 0; step < Steps; step++)
        {
            var (gradientScale, gradientOffset) = (0.0, 0.0);
            var (scaleScale, scaleOffset, offsetOffset) = (Ridge, 0.0, Ridge);
            loss = 0;
            foreach (var question in questions)
            {
                var logit = Math.Min(question.Logit, highest);
                var score = 1 / (1 + Math.Exp(-((scale * logit) + offset)));
                var target = question.IsRight ? rightTarget : wrongTarget;
                var curvature = score * (1 - score);
                loss -= (target * Math.Log(score)) + ((1 - target) * Math.Log(1 - score));
                gradientScale += (score - target) * logit;
                gradientOffset += score - target;
                scaleScale += curvature * logit * logit;
                scaleOffset += curvature * logit;
                offsetOffset += curvature;
            }

            var determinant = (scaleScale * offsetOffset) - (scaleOffset * scaleOffset);
            scale -= Bounded(((offsetOffset * gradientScale) - (scaleOffset * gradientOffset)) / determinant);
            offset -= Bounded(((scaleScale * gradientOffset) - (scaleOffset * gradientScale)) / determinant);
        }

        return (new AnswerConfidence((float)scale, (float)offset, highest), loss);
    }

    // A full step overshoots when few questions have a score near 0.5.
    private static double Bounded(double step) => Math.Clamp(step, -1, 1);
}
