namespace Engram.Text.Questions;

/// <summary>What is left of a question when its entities are taken out: <c>who directed &lt;entity&gt;</c>. It says what is asked, whatever
/// it is asked about.</summary>
/// <param name="Words">Words in their order, with <see cref="Entity"/> for each entity.</param>
public sealed record QuestionFrame(IReadOnlyList<string> Words)
{
    /// <summary>Stands for an entity.</summary>
    public const string Entity = "<entity>";

    // Not of a form that a token has.
    private const char Joint = ' ';

    private const int LongestNgram = 3;

    /// <summary>Cuts entities out of the tokens of a question.</summary>
    /// <param name="tokens">As <see cref="Tokenizer"/> makes them.</param>
    /// <param name="entities">Where entities stand: first token and number of tokens of each; none overlap.</param>
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
                // A question that names the relation itself, directed_by, contains its words.
                words.AddRange(tokens[at].Split('_', StringSplitOptions.RemoveEmptyEntries));
            }
        }

        return new QuestionFrame(words);
    }

    /// <summary>A template such as <c>who directed {x}</c> as the frame of the questions it makes.</summary>
    public static QuestionFrame OfTemplate(string template)
    {
        ArgumentNullException.ThrowIfNull(template);
        var parts = template.Replace(QuestionLexicon.Claimed, QuestionLexicon.Subject, StringComparison.Ordinal)
            .Split(QuestionLexicon.Subject);
        return new QuestionFrame(
            [.. parts.SelectMany((part, i) => i == 0 ? QuestionWords.Of(part) : QuestionWords.Of(part).Prepend(Entity))]);
    }

    /// <summary>Words, and the pairs and triples of words that stand together: what a reader of relations is given.</summary>
    public IEnumerable<string> Symbols()
    {
        for (var length = 1; length <= LongestNgram; length++)
        {
            for (var start = 0; start + length <= Words.Count; start++)
                yield return length == 1 ? Words[start] : string.Join(Joint, Words.Skip(start).Take(length));
        }
    }

    /// <summary>Words that stand right before (-1) or right after (1) an entity.</summary>
    public IEnumerable<string> BesideEntity(int step) => Words.Index()
        .Where(word => word.Item == Entity && word.Index + step >= 0 && word.Index + step < Words.Count)
        .Select(word => Words[word.Index + step]);

    /// <summary>How it asks.</summary>
    public QuestionForm Form => QuestionForms.Of(Words);
}
