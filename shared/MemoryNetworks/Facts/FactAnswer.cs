using System.Globalization;
using Engram.Contracts.Questions;
using Engram.Text.Names;
using Engram.Text.Questions;

namespace Engram.MemoryNetworks.Facts;

/// <summary>The result of reading a question against the facts: its answers, or why there are none.</summary>
public sealed record FactAnswer
{
    /// <summary>All right answers, or the first of many. If the question is declined, what would have been answered.</summary>
    public IReadOnlyList<string> Answers { get; init; } = [];

    /// <summary>Number of right answers.</summary>
    public int AnswersInAll { get; init; }

    /// <summary>The facts that each hop read.</summary>
    public IReadOnlyList<IReadOnlyList<RecalledMemory>> Hops { get; init; } = [];

    /// <summary>Facts that contradict each other; empty if none do.</summary>
    public IReadOnlyList<RecalledMemory> Conflict { get; init; } = [];

    /// <summary>One of the codes of <see cref="QuestionUnanswered"/>; null if answered.</summary>
    public string? Code { get; init; }

    /// <summary>The code's meaning as a sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>The answer to a question that names no entity of the set.</summary>
    public static FactAnswer OfNothingNamed { get; } = Decline(
        QuestionUnanswered.NoSuchEntity, "The question names no entity that the memory set knows.");

    /// <summary>Answers a question from the facts that its reading leads to.</summary>
    /// <param name="read">The reading.</param>
    /// <param name="graph">Facts of its entities.</param>
    /// <param name="singleValued">Relations that should have one value.</param>
    /// <param name="unansweredBelow">Lowest score that is answered.</param>
    public static FactAnswer Of(ReadInterpretation read, IFactGraph graph, IReadOnlyCollection<string> singleValued, double unansweredBelow)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(singleValued);
        if (read.Form == QuestionForm.Negated)
            return Decline(QuestionUnanswered.Negation, "The question asks for what is not so, and the memory lists only what is.");
        var found = read.Form == QuestionForm.YesNo ? ClaimOf(read, graph) : ValuesOf(read, graph, singleValued);
        if (found is null)
            return Decline(QuestionUnanswered.NoSuchRelation, $"The memory set does not say that of {NamesOf(read)}.");
        if (read.Score >= unansweredBelow)
            return found;
        var (code, reason) = WhyNot(read, unansweredBelow);
        return found with { Code = code, Reason = reason, Conflict = [] };
    }

    private static FactAnswer? ValuesOf(ReadInterpretation read, IFactGraph graph, IReadOnlyCollection<string> singleValued)
    {
        var start = read.Subjects.ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<string> reached = read.Subjects;
        var hops = new List<IReadOnlyList<RecalledMemory>>();
        foreach (var relation in read.Path)
        {
            // Never return to the start: the films of a film's director are the other films.
            RecalledMemory[] facts =
                [.. reached.SelectMany(entity => graph.FactsOf(entity, relation)).Where(fact => !start.Contains(fact.Value))];
            if (facts.Length == 0)
                return null;
            hops.Add(facts);
            // Values reached in more ways come first.
            reached =
                [.. facts.GroupBy(fact => fact.Value,
                    StringComparer.Ordinal).OrderByDescending(value => value.Count()).Select(value => value.Key)];
        }

        if (hops.Count == 0)
            return null;
        var all = hops.Count == 1 ? read.Subjects.Sum(subject => graph.CountOf(subject, read.Path[0])) : reached.Count;
        if (read.Form == QuestionForm.Count && !reached.All(value => char.IsDigit(value[0])))
            return new FactAnswer { Answers = [Math.Max(all, reached.Count).ToString(CultureInfo.InvariantCulture)], AnswersInAll = 1,
                Hops = hops };
        var isConflict = hops.Count == 1 && reached.Count > 1 && singleValued.Contains(read.Path[0]);
        return new FactAnswer { Answers = reached, AnswersInAll = Math.Max(all, reached.Count), Hops = hops,
            Conflict = isConflict ? hops[0] : [] };
    }

    /// <summary>Answers yes if a fact agrees with the claim, and no if there are facts but none agrees.</summary>
    private static FactAnswer? ClaimOf(ReadInterpretation read, IFactGraph graph)
    {
        if (read.Path is not [var relation, ..])
            return null;
        var (first, second) = (read.Of.About[0].Entities, read.Of.About[1].Entities);
        foreach (var (subjects, claimed) in ((IReadOnlyList<string> Subjects, IReadOnlyList<string> Claimed)[])[(first, second),
            (second, first)])
        {
            RecalledMemory[] facts = [.. subjects.SelectMany(subject => graph.FactsOf(subject, relation))];
            if (facts.Length == 0)
                continue;
            var keys = claimed.Select(NameKey.Of).ToHashSet(StringComparer.Ordinal);
            RecalledMemory[] agreeing = [.. facts.Where(fact => keys.Contains(NameKey.Of(fact.Value)))];
            return new FactAnswer { Answers = [agreeing.Length > 0 ? "yes" : "no"], AnswersInAll = 1,
                Hops = [agreeing.Length > 0 ? agreeing : facts] };
        }

        return null;
    }

    private static (string Code, string Reason) WhyNot(ReadInterpretation read, double unansweredBelow)
    {
        var words = string.Join(", ", read.UnexplainedWords);
        if (read.Evidence.HasOtherName)
            return (QuestionUnanswered.Ambiguous, $"The question names more than {NamesOf(read)}. Ask about one at a time.");
        if (read.UnexplainedWords.Count > 0 && (read.Evidence.IsNameOfQuestionWords || StandBesideName(read)))
            return (QuestionUnanswered.NoSuchEntity, $"The memory set knows nothing of this name; nothing explains: {words}.");
        if (read.UnexplainedWords.Count > 0)
            return (QuestionUnanswered.NoSuchRelation,
                $"Of {NamesOf(read)} the memory set does not say what is asked; nothing explains: {words}.");
        if (IsNoneNext(read.Reading.Hops[0]))
            return (QuestionUnanswered.NoSuchRelation, $"Of {NamesOf(read)} the memory set does not say what is asked.");
        return (QuestionUnanswered.LowScore, string.Create(
            CultureInfo.InvariantCulture,
            $"The best answer has a score of {read.Score:F3}, under the {unansweredBelow:F3} that an answer needs."));
    }

    /// <summary>Whether no relation but the best is likelier than "none": then the question asks for something missing, rather than for one
    /// of two relations.</summary>
    private static bool IsNoneNext(float[] weights) => weights[..^1].Order().Reverse().Skip(1).All(other => other < weights[^1]);

    private static bool StandBesideName(ReadInterpretation read)
    {
        var words = read.Of.Frame.Words;
        return words.Index().Any(word => read.UnexplainedWords.Contains(word.Item) && !QuestionLexicon.IsQuestionWord(word.Item)
            && (
                words.ElementAtOrDefault(word.Index + 1) == QuestionFrame.Entity
                    || (word.Index > 0 && words[word.Index - 1] == QuestionFrame.Entity)));
    }

    private static string NamesOf(ReadInterpretation read) =>
        string.Join(" and ", read.Of.About.Select(mention => $"'{mention.Entities[0]}'"));

    private static FactAnswer Decline(string code, string reason) => new() { Code = code, Reason = reason };
}
