namespace Engram.Text.Stories;

/// <summary>
/// A story and a question with names replaced by slots, so that a network trained on other names can read them: "Tom took the violin"
/// becomes "person1 took the thing1". A name keeps its slot. Slots are numbered by first mention: the question first, then the sentences
/// from latest to earliest.
/// </summary>
public sealed class AnonymousStory
{
    private readonly Dictionary<string, string> _written = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _slots = new(StringComparer.Ordinal);

    private AnonymousStory(StorySentence question, IReadOnlyList<StorySentence> story)
    {
        StorySentence[] latestFirst = [question, .. story.Reverse()];
        StoryMention[] mentions = [.. latestFirst.SelectMany(sentence => sentence.Mentions)];
        AmbiguousNames = Join(mentions, story);
        foreach (var sentence in latestFirst)
            EntityRoles.Mark(sentence);
        EntityRoles.Decide(mentions);
        GiveSlots(mentions);
        Question = new AnonymousText(question);
        Sentences = [.. story.Select(sentence => new AnonymousText(sentence))];
        HasKeptWords = Sentences.Append(Question).Any(text => text.Text.Split(' ').Any(StoryGrammar.Kept.Contains));
    }

    public AnonymousText Question { get; }

    /// <summary>In story order.</summary>
    public IReadOnlyList<AnonymousText> Sentences { get; }

    /// <summary>Names in the question that could stand for several longer names in the story.</summary>
    public IReadOnlyList<string> AmbiguousNames { get; }

    // Whether a word such as "thirsty" occurs: training teaches where thirsty people go.
    private bool HasKeptWords { get; }

    /// <param name="question">The question as asked.</param>
    /// <param name="story">Sentences in story order.</param>
    public static AnonymousStory Read(string question, IReadOnlyList<string> story)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(story);
        string[] texts = [.. story, question];
        var capitals = texts.SelectMany(StorySentence.NamesIn).ToHashSet(StringComparer.Ordinal);
        StorySentence[] sentences = [.. texts.Select(text => StorySentence.Parse(text, capitals))];
        var names = sentences.SelectMany(sentence => sentence.Mentions).Select(mention => mention.Name).ToHashSet(StringComparer.Ordinal);
        sentences = [.. sentences.Select(sentence => sentence.Cut(mention => NameOf(mention, names)))];
        return new AnonymousStory(sentences[^1], sentences[..^1]);
    }

    /// <summary>Entities of the question that no sentence of the story mentions, in the asker's spelling.</summary>
    public IEnumerable<string> UnmentionedIn(EntityRole role) => Question.Slots
        .Where(slot => slot.Role == role && !Sentences.Any(sentence => sentence.Slots.Any(other => other.Slot == slot.Slot)))
        .Select(slot => slot.Written);

    /// <summary>
    /// Whether an answer is allowed: slots of this story and fixed answers (yes, no, numbers, directions). If the story has words such as
    /// "thirsty", any word but an unused slot.
    /// </summary>
    /// <param name="answer">A label of the network; several words are joined by commas.</param>
    public bool Allows(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.Split(',')
            .All(
                word => _written.ContainsKey(word) || StoryGrammar.Answers.Contains(word)
                    || (HasKeptWords && !StoryGrammar.Slots.Contains(word)));
    }

    /// <summary>Replaces the slots of an answer by names.</summary>
    public string Restore(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var words = answer.Split(',');
        return string.Join(words.Any(_written.ContainsKey) ? ", " : ",", words.Select(word => _written.GetValueOrDefault(word, word)));
    }

    /// <summary>The slot of a name in the given sentences, for training; the name itself if none of them mentions it.</summary>
    public string SlotOf(string name, IEnumerable<int> sentences)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        var folded = string.Join(' ', Tokenizer.Tokenize(name));
        return sentences.SelectMany(sentence => Sentences[sentence].Slots).FirstOrDefault(slot => slot.Name == folded)?.Slot ?? name;
    }

    /// <summary>
    /// Replaces a short name by the one longer name in the story that it can stand for: "the ball" by "the red ball", John by John Smith.
    /// Returns the names that could stand for several.
    /// </summary>
    private static string[] Join(IReadOnlyCollection<StoryMention> mentions, IReadOnlyList<StorySentence> story)
    {
        var full = story.SelectMany(sentence => sentence.Mentions).Where(mention => mention.Words.Count > 1)
            .Select(mention => (mention.Name, mention.HasArticle)).Distinct().ToArray();
        var told = story.SelectMany(sentence => sentence.Mentions).Select(mention => mention.Name).ToHashSet(StringComparer.Ordinal);
        var ambiguous = new List<string>();
        foreach (var mention in mentions)
        {
            string[] longer = [.. full
                .Where(
                    other => other.Name.EndsWith($" {mention.Name}", StringComparison.Ordinal)
                        || (!other.HasArticle && other.Name.StartsWith($"{mention.Name} ", StringComparison.Ordinal)))
                .Select(other => other.Name).Distinct()];
            if (longer.Length > 1 && !told.Contains(mention.Name))
                ambiguous.Add(mention.Written);
            else if (longer.Length == 1)
                mention.Name = longer[0];
        }

        return [.. ambiguous.Distinct()];
    }

    /// <summary>
    /// How many words of a mention are its name. In "the cat zorped" it is one word if "cat" occurs alone elsewhere and the next word has
    /// no capital.
    /// </summary>
    private static int NameOf(StoryMention mention, HashSet<string> names)
    {
        var written = mention.Written.Split(' ');
        return Enumerable.Range(1, written.Length - 1)
            .Where(count => !char.IsUpper(written[count][0]) && names.Contains(string.Join(' ', mention.Words.Take(count))))
            .FirstOrDefault(written.Length);
    }

    private void GiveSlots(IEnumerable<StoryMention> mentions)
    {
        var taken = new Dictionary<EntityRole, int>();
        foreach (var mention in mentions)
        {
            var entity = $"{mention.Role} {mention.Name}";
            if (!_slots.TryGetValue(entity, out var slot))
            {
                var number = taken[mention.Role] = taken.GetValueOrDefault(mention.Role) + 1;
                if (number > StoryGrammar.CountOf(mention.Role))
                    continue;
                slot = _slots[entity] = StoryGrammar.SlotOf(mention.Role, number);
            }

            // Keep the longest spelling, so that an answer gives the full name.
            if (!_written.TryGetValue(slot, out var written) || mention.Written.Length > written.Length)
                _written[slot] = mention.Written;
            mention.Slot = slot;
        }
    }
}

/// <summary>A sentence or question with names replaced by slots.</summary>
public sealed class AnonymousText
{
    // Replaces an entity when its role has no free slot.
    private const string NoSlot = "somebody";

    private readonly IReadOnlyList<StoryPart> _parts;

    internal AnonymousText(StorySentence sentence)
    {
        _parts = sentence.Parts;
        Text = string.Join(' ', _parts.Select(part => part.Mention is { } mention ? mention.Slot ?? NoSlot : part.Word));
        Form = [.. _parts.Select(part => part.Mention is { } mention ? StoryGrammar.NameOf(mention.Role) : part.Word)];
        Slots =
            [.. sentence.Mentions.Select(mention => new EntitySlot(mention.Slot, mention.Role, mention.Name,
                mention.Written)).DistinctBy(slot => (slot.Slot, slot.Name))];
    }

    /// <summary>Its words, without punctuation.</summary>
    public string Text { get; }

    /// <summary>The same words with a role in place of each slot.</summary>
    public IReadOnlyList<string> Form { get; }

    /// <summary>The entities it mentions.</summary>
    public IReadOnlyList<EntitySlot> Slots { get; }

    /// <summary>Whether it refers to somebody by a pronoun.</summary>
    public bool HasPronoun => Form.Any(StoryGrammar.Pronouns.Contains);

    /// <summary>
    /// Words that are neither names nor words of stories. If there are none: names in lower case without an article. If there are none of
    /// those either: all words.
    /// </summary>
    internal IReadOnlyList<string> OddWords()
    {
        string[] unknown =
            [.. _parts.Where(part => part.Mention is null && !StoryGrammar.Words.Contains(part.Word)).Select(part => part.Word)];
        if (unknown.Length > 0)
            return unknown;
        string[] small =
            [.. _parts.Select(part => part.Mention).OfType<StoryMention>().Where(mention =>
                !mention.HasArticle && char.IsLower(mention.Written[0])).SelectMany(mention => mention.Words)];
        return small.Length > 0 ? small : [.. _parts.SelectMany(part => part.Mention?.Words ?? [part.Word])];
    }
}

/// <summary>An entity mentioned in a sentence.</summary>
/// <param name="Slot">Its slot; null when its role has no free slot.</param>
/// <param name="Role">Person, place or thing.</param>
/// <param name="Name">Its words, lower case.</param>
/// <param name="Written">In the asker's spelling.</param>
public sealed record EntitySlot(string? Slot, EntityRole Role, string Name, string Written);
