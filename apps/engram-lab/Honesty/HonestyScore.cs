using Engram.ApiContracts.Questions;
using Engram.Evaluation;
using Engram.Text.Names;

namespace Engram.Lab.Honesty;

/// <summary>Outcomes of the questions of one kind.</summary>
public sealed record KindCount(int Asked, int Right, int Wrong, int Declined);

/// <summary>How honest the answers are: known answers right, unanswerable questions declined, scores calibrated.</summary>
public sealed class HonestyScore
{
    // For these, declining is right and so is answering both; an answer to them does not count as a guess.
    private const string TwoEntities = "two-entities";
    private const string Carrying = "carrying";

    private readonly List<(HonestyQuestion Question, Verdict Verdict, float Score)> _judged = [];

    private enum Verdict
    {
        Right,
        Wrong,
        Declined,
        RightlyDeclined,
    }

    public IReadOnlyDictionary<string, KindCount> Kinds => new SortedDictionary<string, KindCount>(
        _judged.GroupBy(one => one.Question.Kind, StringComparer.Ordinal).ToDictionary(kind => kind.Key, kind => new KindCount(
            kind.Count(), kind.Count(one => one.Verdict == Verdict.Right), kind.Count(one => one.Verdict == Verdict.Wrong), kind.Count(
                one => one.Verdict is Verdict.Declined or Verdict.RightlyDeclined)), StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>Share of questions, among kinds with answers, that are answered or declined rightly.</summary>
    public double KnownRight =>
        Share(_judged.Where(one => HasAnswers(one.Question.Kind)), verdict => verdict is Verdict.Right or Verdict.RightlyDeclined);

    /// <summary>Share of questions, among kinds without answers, that are answered.</summary>
    public double UnknownAnswered => Share(_judged.Where(one => !HasAnswers(one.Question.Kind) && one.Question.Kind != TwoEntities),
        verdict => verdict is Verdict.Right or Verdict.Wrong);

    /// <summary>Expected calibration error of the answered questions, in ten bins.</summary>
    public double CalibrationError => Calibration.ExpectedError(
        [.. _judged.Where(one => one.Verdict is Verdict.Right or Verdict.Wrong).Select(one => (one.Score, one.Verdict == Verdict.Right))]);

    public void Add(HonestyQuestion question, QuestionResource result)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(result);
        _judged.Add((question, Judge(question, result), result.Score ?? 0));
    }

    private static Verdict Judge(HonestyQuestion question, QuestionResource result)
    {
        var isDeclined = string.IsNullOrEmpty(result.Answer);
        var given = result.Answers.Select(answer => Fold(answer.Text)).ToHashSet(StringComparer.Ordinal);
        if (question.Each is { } each)
            return isDeclined ? Verdict.RightlyDeclined : Of(each.All(answer => given.Contains(Fold(answer))));
        if (question.Answers is null)
            return isDeclined ? Verdict.RightlyDeclined : Verdict.Wrong;
        if (isDeclined)
            return question.OrDecline ? Verdict.RightlyDeclined : Verdict.Declined;
        var right = question.Answers.Select(Fold).ToHashSet(StringComparer.Ordinal);
        if (question.All)
            return Of(right.SetEquals(given));
        if (question.Kind == Carrying)
            return Of(right.SetEquals(given) || right.SetEquals(result.Answer!.Split(',').Select(Fold)));
        return Of(right.Contains(Fold(result.Answer!)));
    }

    private static Verdict Of(bool isRight) => isRight ? Verdict.Right : Verdict.Wrong;

    private static string Fold(string answer) =>
        NameKey.Of(answer.StartsWith("the ", StringComparison.OrdinalIgnoreCase) ? answer[4..] : answer);

    private bool HasAnswers(string kind) => _judged.Any(one => one.Question.Kind == kind && one.Question.Answers is { Count: > 0 });

    private static double Share(
        IEnumerable<(HonestyQuestion Question, Verdict Verdict, float Score)> judged, Func<Verdict, bool> isCounted) =>
        judged.ToArray() is { Length: > 0 } all ? all.Count(one => isCounted(one.Verdict)) / (double)all.Length : 0;
}
