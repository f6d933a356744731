using Engram.Evaluation;
using Engram.MemoryNetworks.Encoding;
using Engram.MemoryNetworks.Facts;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;

namespace Engram.Training.Recipes.Relations;

/// <summary>The result of a checked question.</summary>
/// <param name="Question">The question.</param>
/// <param name="Read">Its chosen reading; null when the question names no entity.</param>
/// <param name="Answer">The answer of that reading, whatever its score.</param>
/// <param name="IsRight">Whether the answer is right.</param>
internal sealed record CheckedAnswer(CheckedQuestion Question, ReadInterpretation? Read, FactAnswer Answer, bool IsRight)
{
    /// <summary>Whether the answer is given at this threshold.</summary>
    public bool IsGiven(double unansweredBelow) => Read is not null && Answer.Code is null && Read.Score >= unansweredBelow;
}

/// <summary>Answers checked questions as the services do: recall, interpretations, network, most probable reading.</summary>
/// <param name="index">The set's memories.</param>
/// <param name="read">The network.</param>
internal sealed class FactCheck(KeyHashIndex index, Func<IReadOnlyList<RelationQuestion>, IReadOnlyList<RelationReading>> read)
{
    private const int MaxFacts = 1000;
    private const double Penalty = 0.5;
    private const int Rounds = 3;

    private readonly FactRecall _recall = new(index, MaxFacts, int.MaxValue);

    /// <summary>Calibration before any question is seen.</summary>
    public static AnswerCalibration Beginning { get; } = new([-1, 1, -2, -0.5, -1, -0.5, -1, -3, -0.5, -4, -3, -1, -3, 0, 0], 0);

    /// <summary>Fits the calibration in several rounds, because it affects which reading of a question is chosen.</summary>
    public AnswerCalibration Fit(IReadOnlyList<CheckedQuestion> questions, RelationEncoder encoder, double wronglyAnswered)
    {
        var calibration = Beginning;
        for (var round = 0; round < Rounds; round++)
        {
            (double[] Features, bool IsRight)[] rows =
                [.. Answer(questions,
                    new FactReader(encoder, calibration)).Where(one =>
                        one.Read is not null && one.Answer.Answers.Count > 0).Select(one => (one.Read!.Evidence.Features(), one.IsRight))];
            calibration = new AnswerCalibration(LogisticRegression.Fit(rows, Penalty), 0);
        }

        return calibration with { UnansweredBelow = ThresholdOf(Answer(questions, new FactReader(encoder, calibration)), wronglyAnswered) };
    }

    public IReadOnlyList<CheckedAnswer> Answer(IReadOnlyList<CheckedQuestion> questions, FactReader reader) =>
        [.. questions.Select(question => Answer(question, reader))];

    /// <summary>Metrics of all questions, and the share of right results for each kind.</summary>
    public static IReadOnlyDictionary<string, double> Figures(IReadOnlyList<CheckedAnswer> answered, double unansweredBelow)
    {
        var figures = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["held-out.known-right"] = Share(
                answered.Where(one => one.Question.Answers is not null), one => one.IsGiven(unansweredBelow) && one.IsRight),
            ["held-out.unknown-answered"] = Share(answered.Where(one => one.Question.Answers is null), one => one.IsGiven(unansweredBelow)),
            ["held-out.ece"] = Calibration.ExpectedError(
                [.. answered.Where(one => one.IsGiven(unansweredBelow)).Select(one => (one.Read!.Score, one.IsRight))]),
        };
        foreach (var kind in answered.GroupBy(one => one.Question.Kind))
            figures[$"held-out.{kind.Key}"] = Share(
                kind, one => one.Question.Answers is null ? !one.IsGiven(unansweredBelow) : one.IsGiven(unansweredBelow) && one.IsRight);
        return figures;
    }

    private CheckedAnswer Answer(CheckedQuestion question, FactReader reader)
    {
        var recalled = _recall.Recall(question.Text);
        var graph = new RecalledGraph(recalled.Memories, recalled.Cut);
        var interpretations = reader.Interpret(question.Text, recalled.Mentions, graph);
        if (interpretations.Count == 0)
            return new CheckedAnswer(question, null, FactAnswer.OfNothingNamed, false);
        var chosen = reader.Choose(interpretations, read([.. interpretations.Select(one => one.Encoded)]), recalled.Mentions);
        var answer = FactAnswer.Of(chosen, graph, [], unansweredBelow: 0);
        return new CheckedAnswer(question, chosen, answer, IsRight(question, answer));
    }

    private static bool IsRight(CheckedQuestion question, FactAnswer answer)
    {
        if (question.Answers is null || answer.Code is not null)
            return false;
        var right = question.Answers.Select(MemoryEncoder.AnswerOf).ToHashSet(StringComparer.Ordinal);
        return question.IsList ? right.SetEquals(answer.Answers.Select(MemoryEncoder.AnswerOf))
            : right.Contains(MemoryEncoder.AnswerOf(answer.Answers[0]));
    }

    /// <summary>Lowest threshold, at least 0.5, at which at most this share of the unanswerable questions is answered.</summary>
    private static double ThresholdOf(IReadOnlyList<CheckedAnswer> answered, double wronglyAnswered)
    {
        var wrong = answered.Where(one => one.Question.Answers is null && one.IsGiven(0)).Select(one => (double)one.Read!.Score)
            .OrderDescending().ToArray();
        var allowed = (int)(wronglyAnswered * answered.Count(one => one.Question.Answers is null));
        return allowed < wrong.Length ? Math.Max(0.5, Math.BitIncrement(wrong[allowed])) : 0.5;
    }

    private static double Share(IEnumerable<CheckedAnswer> answers, Func<CheckedAnswer, bool> isCounted) =>
        answers.ToArray() is { Length: > 0 } all ? all.Count(isCounted) / (double)all.Length : 0;
}
