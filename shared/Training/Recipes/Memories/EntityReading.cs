using Engram.Evaluation;
using Engram.MemoryNetworks.Encoding;

namespace Engram.Training.Recipes.Memories;

/// <summary>A network's result for a question with listed answers.</summary>
/// <param name="Rank">Rank of the best right answer among all answers, from 1; 0 when none is listed.</param>
/// <param name="Answered">The best answer, for calibration.</param>
public readonly record struct EntityReading(int Rank, AnsweredQuestion Answered)
{
    /// <param name="question">The question.</param>
    /// <param name="probabilities">One per answer.</param>
    public static EntityReading Of(RecalledQuestion question, ReadOnlySpan<float> probabilities)
    {
        ArgumentNullException.ThrowIfNull(question);
        var rank = AnswerRanks.RankOf(question.Right, probabilities);
        return new EntityReading(
            rank, new AnsweredQuestion(AnswerConfidence.LogitOf(probabilities, AnswerSource.Listed), rank == 1, question.Right.Count > 0));
    }
}
