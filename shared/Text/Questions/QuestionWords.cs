namespace Engram.Text.Questions;

/// <summary>The words of a question: its tokens without punctuation.</summary>
public static class QuestionWords
{
    public static IEnumerable<string> Of(string text) => Tokenizer.Tokenize(text).Where(IsWord);

    /// <summary>Whether a token is a word or a number rather than punctuation.</summary>
    public static bool IsWord(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return token.Any(char.IsLetterOrDigit) || token.EnumerateRunes().Any(System.Text.Rune.IsLetterOrDigit);
    }

    /// <summary>
    /// The words of a relation's name, preceded by <c>!</c> if it is reversed: <c>!directedBy</c> gives <c>! directed by</c>.
    /// </summary>
    public static IEnumerable<string> OfRelation(string relation)
    {
        ArgumentNullException.ThrowIfNull(relation);
        if (relation.StartsWith('!'))
            yield return "!";
        var start = 0;
        for (var at = 0; at <= relation.Length; at++)
        {
            var isEnd = at == relation.Length || !char.IsLetterOrDigit(relation[at]);
            var isHump = !isEnd && at > start && char.IsUpper(relation[at]) && char.IsLower(relation[at - 1]);
            if (!isEnd && !isHump)
                continue;
            if (at > start)
                yield return relation[start..at].ToLowerInvariant();
            start = isHump ? at : at + 1;
        }
    }
}
