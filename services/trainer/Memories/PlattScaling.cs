using Engram.ModelPackage.Memories;

namespace Engram.Trainer.Memories;

/// <summary>Fits <see cref="AnswerConfidence"/> to validation questions: logistic regression of "is right" on the network's certainty, by Newton's
/// steps, with Platt's targets (1999), which keep it finite where every answer is right.</summary>
public static class PlattScaling
{
    private const int Steps = 50;

    // Keeps Newton's matrix invertible where all certainties are equal; far below what any question weighs.
    private const double Ridge = 1e-6;

    public static AnswerConfidence Fit(IReadOnlyCollection<AnsweredQuestion> questions)
    {
        ArgumentNullException.ThrowIfNull(questions);
        var right = questions.Count(question => question.IsRight);
        var (rightTarget, wrongTarget) = ((right + 1.0) / (right + 2), 1.0 / (questions.Count - right + 2));
        var (scale, offset) = (1.0, 0.0);
        for (var step = 0; step < Steps; step++)
        {
            var (gradientScale, gradientOffset) = (0.0, 0.0);
            var (scaleScale, scaleOffset, offsetOffset) = (Ridge, 0.0, Ridge);
            foreach (var question in questions)
            {
                var score = 1 / (1 + Math.Exp(-((scale * question.Logit) + offset)));
                var error = score - (question.IsRight ? rightTarget : wrongTarget);
                var curvature = score * (1 - score);
                gradientScale += error * question.Logit;
                gradientOffset += error;
                scaleScale += curvature * question.Logit * question.Logit;
                scaleOffset += curvature * question.Logit;
                offsetOffset += curvature;
            }

            var determinant = (scaleScale * offsetOffset) - (scaleOffset * scaleOffset);
            scale -= Bounded(((offsetOffset * gradientScale) - (scaleOffset * gradientOffset)) / determinant);
            offset -= Bounded(((scaleScale * gradientOffset) - (scaleOffset * gradientScale)) / determinant);
        }

        return new AnswerConfidence((float)scale, (float)offset);
    }

    // A full step overshoots where few questions are near the middle.
    private static double Bounded(double step) => Math.Clamp(step, -1, 1);
}
