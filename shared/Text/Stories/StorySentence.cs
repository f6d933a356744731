namespace Engram.Text.Stories;

/// <summary>A sentence or question as words and mentions of entities.</summary>
internal sealed class StorySentence
{
    private StorySentence(IReadOnlyList<StoryPart> parts) => Parts = parts;

    public IReadOnlyList<StoryPart> Parts { get; }

    public IEnumerable<StoryMention> Mentions => Parts.Select(part => part.Mention).OfType<StoryMention>();

    /// <summary>
    /// Splits a text into words and names. A run of words outside <see cref="StoryGrammar"/> is one name. A name that starts with a capital
    /// and has no article ends before its first lower-case word; the rest are unknown words.
    /// </summary>
    /// <param name="text">The text as written.</param>
    /// <param name="names">Words of <see cref="StoryGrammar"/> that are names in this text when capitalized: <see cref="NamesIn"/>.</param>
    public static StorySentence Parse(string text, IReadOnlySet<string> names)
    {
        var (tokens, written) = Split(text);
        var parts = new List<StoryPart>();
        for (var at = 0; at < tokens.Length;)
        {
            var article = at > 0 && StoryGrammar.Determiners.Contains(tokens[at - 1]) ? tokens[at - 1] : null;
            var words = NameAt(
                tokens, at, article, token => !StoryGrammar.Words.Contains(token) || (names.Contains(token) && written.IsCapital(token)));
            if (words == 0)
            {
                if (tokens[at] != ",")
                    parts.Add(new StoryPart(tokens[at], null));
                else if (parts is [.., { Mention: not null }])
                    parts.Add(new StoryPart("and", null));
                at++;
                continue;
            }

            var name = article is null && written.IsCapital(tokens[at]) ? tokens.Skip(at).Take(words).TakeWhile(written.IsCapital).Count()
                : words;
            string[] called = tokens[at..(at + name)];
            parts.Add(new StoryPart("", new StoryMention(called, string.Join(' ', called.Select(written.AsWritten)), article is not null)));
            parts.AddRange(tokens[(at + name)..(at + words)].Select(word => new StoryPart(word, null)));
            at += words;
        }

        return new StorySentence(parts);
    }

    /// <summary>Cuts each name to the first words that name an entity elsewhere; the rest become unknown words.</summary>
    public StorySentence Cut(Func<StoryMention, int> wordsOf) => new([.. Parts.SelectMany(part =>
        part.Mention is not { } mention || wordsOf(mention) is var words && words == mention.Words.Count
            ? [part]
            : mention.Words.Skip(words).Select(word => new StoryPart(word, null)).Prepend(new StoryPart("", mention.First(words))))]);

    /// <summary>
    /// Words of <see cref="StoryGrammar"/> that are capitalized inside the text, such as Will; empty when every word is capitalized.
    /// </summary>
    public static IEnumerable<string> NamesIn(string text)
    {
        var (tokens, written) = Split(text);
        return tokens.All(written.IsCapital) ? []
            : tokens.Skip(1).Where(token => token != tokens[0] && StoryGrammar.Words.Contains(token) && written.IsCapital(token));
    }

    private static (string[] Tokens, WrittenWords Written) Split(string text)
    {
        var spoken = text.Replace("n't", " not", StringComparison.OrdinalIgnoreCase)
            .Replace("n’t", " not", StringComparison.OrdinalIgnoreCase);
        return ([.. Tokenizer.Tokenize(spoken).Where(token => token == "," || token.Any(char.IsLetterOrDigit))], new WrittenWords(spoken));
    }

    /// <summary>Number of words of the name that starts here; 0 when there is none.</summary>
    private static int NameAt(string[] tokens, int start, string? article, Func<string, bool> isUncommon)
    {
        bool IsName(string token) => token != "," && (isUncommon(token) || (article is not null && StoryGrammar.Kept.Contains(token)));
        var end = start;
        // An ordinary word right after the article: "the north tower", "the first floor".
        if (article is not null && start + 1 < tokens.Length && !IsName(tokens[start]) && tokens[start] != ","
            && isUncommon(tokens[start + 1]))
            end++;
        while (end < tokens.Length && IsName(tokens[end]))
            end++;
        // "a frog" says what something is; "the frog" is somebody.
        if (article is "a" or "an" && tokens[start..end].All(StoryGrammar.Kept.Contains))
            return 0;
        // "a box of chocolates", "the museum of art".
        while (article is not null && end > start && end + 1 < tokens.Length && tokens[end] == "of" && IsName(tokens[end + 1]))
            end += 2;
        return end - start;
    }

    /// <summary>The original spelling of the words of a text.</summary>
    private sealed class WrittenWords(string text)
    {
        private readonly Dictionary<string, string> _written = string.Concat(
            text.Normalize().Select(letter => char.IsLetterOrDigit(letter) ? letter : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .DistinctBy(word => word.ToLowerInvariant())
            .ToDictionary(word => word.ToLowerInvariant(), StringComparer.Ordinal);

        public string AsWritten(string word) => _written.GetValueOrDefault(word, word);

        public bool IsCapital(string word) => char.IsUpper(AsWritten(word)[0]);
    }
}

/// <summary>A word, or a mention of an entity.</summary>
internal sealed record StoryPart(string Word, StoryMention? Mention);

/// <summary>A name mentioned in a sentence.</summary>
internal sealed class StoryMention(IReadOnlyList<string> words, string written, bool hasArticle)
{
    public IReadOnlyList<string> Words { get; } = words;

    /// <summary>In the asker's spelling.</summary>
    public string Written { get; } = written;

    public bool HasArticle { get; } = hasArticle;

    /// <summary>Its words, or those of the longer name it stands for.</summary>
    public string Name { get; set; } = string.Join(' ', words);

    /// <summary>The role that its sentence shows; null when several are possible.</summary>
    public EntityRole? Shown { get; set; }

    /// <summary>The most likely role when no sentence shows one.</summary>
    public EntityRole Likely { get; set; } = hasArticle ? EntityRole.Thing : EntityRole.Person;

    public EntityRole Role { get; set; }

    /// <summary>Its slot; null when its role has no free slot.</summary>
    public string? Slot { get; set; }

    public StoryMention First(int count) => new([.. Words.Take(count)], string.Join(' ', Written.Split(' ').Take(count)), HasArticle);
}
