namespace Engram.Text.Questions;

/// <summary>The kind of answer a question asks for.</summary>
public enum QuestionForm
{
    /// <summary>The values of a relation: one or all.</summary>
    Values,

    /// <summary>Yes or no: <c>did &lt;entity&gt; direct &lt;entity&gt;</c>.</summary>
    YesNo,

    /// <summary>The number of values.</summary>
    Count,

    /// <summary>Everything that is not in a relation, which can't be listed.</summary>
    Negated,
}

/// <summary>Determines the form of an English question from its words.</summary>
public static class QuestionForms
{
    private static readonly HashSet<string> Auxiliaries =
        new(StringComparer.Ordinal) { "did", "does", "do", "is", "was", "were", "are", "has", "have", "had", "will", "would", "isn",
            "wasn", "didn", "doesn" };
    private static readonly HashSet<string> Askers =
        new(StringComparer.Ordinal) { "who", "what", "which", "when", "where", "how", "whose", "whom", "or" };
    private static readonly HashSet<string> Negations =
        new(StringComparer.Ordinal) { "not", "never", "except", "without", "besides", "nobody", "no", "didn", "doesn", "don", "wasn",
            "isn", "weren", "didnt", "doesnt", "wasnt", "isnt", "excluding", "neither", "nor" };
    private static readonly string[][] NegatedPairs =
        [["other", "than"], ["apart", "from"], ["aside", "from"], ["anything", "but"], ["anyone", "but"], ["none", "of"]];
    private static readonly string[][] Counts = [["how", "many"], ["number", "of"], ["count", "of"], ["count", "the"], ["total", "of"]];

    public static QuestionForm Of(IReadOnlyList<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        if (words.Any(Negations.Contains) || NegatedPairs.Any(pair => Stand(words, pair)))
            return QuestionForm.Negated;
        if (words.Count(word => word == QuestionFrame.Entity) == 2 && Auxiliaries.Contains(words[0]) && !words.Any(Askers.Contains))
            return QuestionForm.YesNo;
        return Counts.Any(pair => Stand(words, pair)) ? QuestionForm.Count : QuestionForm.Values;
    }

    private static bool Stand(IReadOnlyList<string> words, string[] pair) =>
        Enumerable.Range(0, Math.Max(0, words.Count - 1)).Any(at => words[at] == pair[0] && words[at + 1] == pair[1]);
}
