namespace Engram.Text.Questions;

/// <summary>
/// A question with its entities replaced by a placeholder: <c>who directed &lt;entity&gt;</c>. It says what is asked, independent of the
/// subject.
/// </summary>
/// <param name="Words">Words in order, with <see cref="Entity"/> for each entity.</param>
public sealed record QuestionFrame(IReadOnlyList<string> Words)
{
    /// <summary>Placeholder for an entity.</summary>
    public const string Entity = "<entity>";

    // No token contains it.
    private const char Joint = ' ';

    private const int LongestNgram = 3;

    /// <summary>Replaces the entities among a question's tokens.</summary>
    /// <param name="tokens">Output of <see cref="Tokenizer"/>.</param>
    /// <param name="entities">First token and number of tokens of each entity; they do not overlap.</param>
    public static QuestionFrame Of(IReadOnlyList<string> tokens, params IReadOnlyList<(int Start, int Length)> entities)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(entities);
        var words = new List<string>(tokens.Count);
        for (var at = 0; at < tokens.Count; at++)
        {
            if (entities.FirstOrDefault(entity => entity.Start == at) is { Length: > 0 } entity)
            {
                words.Add(Entity);
                at += entity.Length - 1;
            }
            else if (QuestionWords.IsWord(tokens[at]))
            {
                // A question may name a relation such as directed_by; split it into its words.
                words.AddRange(tokens[at].Split('_', StringSplitOptions.RemoveEmptyEntries));
            }
        }

        return new QuestionFrame(words);
    }

    /// <summary>The frame of the questions that a template such as <c>who directed {x}</c> makes.</summary>
    public static QuestionFrame OfTemplate(string template)
    {
        ArgumentNullException.ThrowIfNull(template);
        var parts = template.Replace(QuestionLexicon.Claimed, QuestionLexicon.Subject, StringComparison.Ordinal)
            .Split(QuestionLexicon.Subject);
        return new QuestionFrame(
            [.. parts.SelectMany((part, i) => i == 0 ? QuestionWords.Of(part) : QuestionWords.Of(part).Prepend(Entity))]);
    }

    /// <summary>Words, pairs and triples of adjacent words: the input of the relation reader.</summary>
    public IEnumerable<string> Symbols()
    {
        for (var length = 1; length <= LongestNgram; length++)
        {
            for (var start = 0; start + length <= Words.Count; start++)
                yield return length == 1 ? Words[start] : string.Join(Joint, Words.Skip(start).Take(length));
        }
    }

    /// <summary>Words directly before (-1) or after (1) an entity.</summary>
    public IEnumerable<string> BesideEntity(int step) => Words.Index()
        .Where(word => word.Item == Entity && word.Index + step >= 0 && word.Index + step < Words.Count)
        .Select(word => Words[word.Index + step]);

    /// <summary>The kind of answer the question asks for.</summary>
    public QuestionForm Form => QuestionForms.Of(Words);
}
