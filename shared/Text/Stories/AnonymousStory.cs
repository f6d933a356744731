namespace Engram.Text.Stories;

/// <summary>
/// A story and a question about it whose names are slots, so that a network which learned from other names can read them: "Tom took the
/// violin" is "person1 took the thing1". The same name is the same slot; slots are given out in the order of the question, then of the
/// sentences, latest first.
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

    /// <summary>In the order they were told.</summary>
    public IReadOnlyList<AnonymousText> Sentences { get; }

    /// <summary>Names of the question that more than one name of the story ends or begins with.</summary>
    public IReadOnlyList<string> AmbiguousNames { get; }

    // Such as thirsty: training teaches where somebody goes who is.
    private bool HasKeptWords { get; }

    /// <param name="question">As asked.</param>
    /// <param name="story">Sentences in the order they were told.</param>
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

    /// <summary>Entities of the question that no sentence of the story mentions, as the asker wrote them.</summary>
    public IEnumerable<string> UnmentionedIn(EntityRole role) => Question.Slots
        .Where(slot => slot.Role == role && !Sentences.Any(sentence => sentence.Slots.Any(other => other.Slot == slot.Slot)))
        .Select(slot => slot.Written);

    /// <summary>Whether this may be answered: slots and words of the story, yes and no, numbers; what training teaches only about a story
    /// with words of it.</summary>
    /// <param name="answer">As the network's list has it, several joined by commas.</param>
    public bool Allows(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.Split(',')
            .All(
                word => _written.ContainsKey(word) || StoryGrammar.Answers.Contains(word)
                    || (HasKeptWords && !StoryGrammar.Slots.Contains(word)));
    }

    /// <summary>An answer with names for slots.</summary>
    public string Restore(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var words = answer.Split(',');
        return string.Join(words.Any(_written.ContainsKey) ? ", " : ",", words.Select(word => _written.GetValueOrDefault(word, word)));
    }

    /// <summary>The slot of a name in some of the sentences, for training; the word itself where none of them has it.</summary>
    public string SlotOf(string name, IEnumerable<int> sentences)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        var folded = string.Join(' ', Tokenizer.Tokenize(name));
        return sentences.SelectMany(sentence => Sentences[sentence].Slots).FirstOrDefault(slot => slot.Name == folded)?.Slot ?? name;
    }

    /// <summary>Joins a short name to the one longer name of the story that it may stand for: "the ball" to "the red ball", John to John
    /// Smith. Returns those that may stand for several.</summary>
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

    /// <summary>Words of a mention that are its name. "the cat zorped": cat is one where it stands alone elsewhere, and what follows has no
    /// capital.</summary>
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

            // The longest writing, so that a short name is answered in full.
            if (!_written.TryGetValue(slot, out var written) || mention.Written.Length > written.Length)
                _written[slot] = mention.Written;
            mention.Slot = slot;
        }
    }
}

/// <summary>A sentence or question with slots for names.</summary>
public sealed class AnonymousText
{
    // Stands for an entity beyond the slots there are.
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

    /// <summary>Its words, without marks.</summary>
    public string Text { get; }

    /// <summary>The same with a role for each slot.</summary>
    public IReadOnlyList<string> Form { get; }

    /// <summary>The entities it mentions.</summary>
    public IReadOnlyList<EntitySlot> Slots { get; }

    /// <summary>Whether it speaks of somebody it does not name.</summary>
    public bool HasPronoun => Form.Any(StoryGrammar.Pronouns.Contains);

    /// <summary>Words that are neither names nor words of stories; where it has none, names in small letters that have no article, or all
    /// its words.</summary>
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

/// <summary>An entity as a sentence mentions it.</summary>
/// <param name="Slot">Its slot; null where all of its role are taken.</param>
/// <param name="Role">What it is.</param>
/// <param name="Name">Its words in small letters.</param>
/// <param name="Written">As the asker wrote it.</param>
public sealed record EntitySlot(string? Slot, EntityRole Role, string Name, string Written);
