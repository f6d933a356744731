using Engram.Contracts.Questions;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Strategies;
using Engram.Text;
using Engram.Text.Names;
using Engram.Text.Questions;

namespace Engram.MemorySearch.Recall;

/// <summary>Finds the names of a set's entities in a question: runs of words that spell a name, ignoring case, accents and punctuation. If
/// words are left that are neither part of a name nor question words, it also looks for runs that misspell a name.</summary>
/// <param name="index">The memories at one epoch, hashed by entities.</param>
public sealed class EntityLinker(KeyHashIndex index)
{
    // The longest title of WikiMovies has 20 words. The limit bounds the lookups for a question of n words by 32 n.
    private const int MostWordsOfName = 32;

    private const int MostMentions = 12;
    private const int MostEntities = 20;
    private const int ShortestMisspelt = 5;
    private const int LettersPerEdit = 12;
    private const int MostEdits = 3;

    /// <summary>Mentions, longest first; equally long ones by position.</summary>
    public IReadOnlyList<EntityMention> Link(string question)
    {
        var tokens = Tokenizer.Tokenize(question);
        string[] keys = [.. tokens.Select(NameKey.Of)];
        var written = Runs(keys).Select(Find).OfType<EntityMention>().ToList();
        bool[] isKnown = [.. tokens.Select(QuestionLexicon.IsQuestionWord)];
        foreach (var mention in written.Where(mention => mention.Length > 1 || keys[mention.Start].Length >= ShortestMisspelt))
            isKnown.AsSpan(mention.Start, mention.Length).Fill(true);
        var all = Enumerable.Range(0, keys.Length).Any(at => keys[at].Length > 0 && !isKnown[at]) ? written.Concat(Misspelt(keys, isKnown))
            : written;
        return [.. WithoutRepeated([.. all.OrderByDescending(mention => mention.Length).ThenBy(mention => mention.Start).ThenBy(mention =>
            mention.Match)]).Take(MostMentions)];
    }

    /// <summary>Runs of tokens that start and end with a word.</summary>
    private static IEnumerable<(int Start, int Length, string Key)> Runs(string[] keys)
    {
        for (var start = 0; start < keys.Length; start++)
        {
            if (keys[start].Length == 0)
                continue;
            var key = "";
            for (var end = start; end < Math.Min(keys.Length, start + MostWordsOfName); end++)
            {
                key += keys[end];
                if (keys[end].Length > 0)
                    yield return (start, end - start + 1, key);
            }
        }
    }

    private EntityMention? Find((int Start, int Length, string Key) run)
    {
        var found = index.Segments.SelectMany(segment => segment.Built.Names.Find(run.Key)).Where(name => IsLiving(name.Name))
            .DistinctBy(name => name.Name).ToArray();
        if (found.Length == 0)
            return null;
        // A name written out in full takes precedence over names it may abbreviate.
        var isAlias = found.All(name => name.IsAlias);
        return new EntityMention
        {
            Start = run.Start,
            Length = run.Length,
            Entities =
                [.. found.Where(name => name.IsAlias == isAlias).Select(name =>
                    name.Name).Order(StringComparer.Ordinal).Take(MostEntities)],
            Match = isAlias ? MentionMatch.Alias : MentionMatch.Exact,
        };
    }

    private IEnumerable<EntityMention> Misspelt(string[] keys, bool[] isKnown)
    {
        foreach (var run in Runs(keys))
        {
            var mostEdits = Math.Min(MostEdits, 1 + (run.Key.Length / LettersPerEdit));
            if (run.Key.Length < ShortestMisspelt || Enumerable.Range(run.Start, run.Length).All(at => isKnown[at]))
                continue;
            var found = index.Segments.SelectMany(segment => segment.Built.Names.FindMisspelt(run.Key, mostEdits))
                .Where(name => IsLiving(name.Name)).ToArray();
            if (found.Length == 0)
                continue;
            var least = found.Min(name => name.Edits);
            yield return new EntityMention
            {
                Start = run.Start,
                Length = run.Length,
                Entities =
                    [.. found.Where(name => name.Edits == least).Select(name =>
                        name.Name).Distinct().Order(StringComparer.Ordinal).Take(MostEntities)],
                Match = MentionMatch.Corrected,
                Edits = least,
            };
        }
    }

    /// <summary>Drops a mention that lies within a longer one and names no other entity.</summary>
    private static IEnumerable<EntityMention> WithoutRepeated(EntityMention[] mentions) =>
        mentions.Where((mention, i) => !mentions.Take(i).Any(longer =>
        longer.Start <= mention.Start && mention.Start + mention.Length <= longer.Start + longer.Length
        && mention.Match >= longer.Match && mention.Entities.All(longer.Entities.Contains)));

    private bool IsLiving(string name) => index.KeyCountOf(EntityHash.MarkOf([.. Tokenizer.Tokenize(name)])) > 0;
}
