using Engram.Keyphrases.Tagging;

namespace Engram.Training.Recipes.Keyphrases.Ranking;

/// <summary>Spans that people mark themselves: hashtags inside a sentence, and keyphrases that occur in their post.</summary>
internal static class SentenceHashtags
{
    /// <summary>Turns hashtags between the first and the last plain word into spans, without their signs; words after the last plain word
    /// are dropped. Null when there is no span.</summary>
    public static TaggedSpans? OfHashtags(IReadOnlyList<PostWord> words)
    {
        var last = Enumerable.Range(0, words.Count).LastOrDefault(at => words[at].IsWord && words[at].Hashtag < 0, -1);
        var first = words.Index().FirstOrDefault(word => word.Item.IsWord && word.Item.Hashtag < 0, (int.MaxValue, default)).Index;
        var read = words.Take(last + 1).ToArray();
        var tags = read.Select((word, at) => word.Hashtag < 0 || at < first ? SpanTag.Outside
            : at > 0 && read[at - 1].Hashtag == word.Hashtag ? SpanTag.Inside : SpanTag.Begin).ToArray();
        return tags.Contains(SpanTag.Begin) ? new TaggedSpans([.. read.Select(word => word with { Hashtag = -1 })], tags) : null;
    }

    /// <summary>Marks the first use of each keyphrase in a post as a span. Null when none occurs.</summary>
    public static TaggedSpans? OfKeyphrases(IReadOnlyList<PostWord> words, IEnumerable<string> keyphrases)
    {
        var tags = new SpanTag[words.Count];
        var any = false;
        foreach (var phrase in keyphrases.Select(phrase => phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            var at = Find(words, phrase);
            if (at < 0 || phrase.Length == 0)
                continue;
            any = true;
            for (var i = 0; i < phrase.Length; i++)
                tags[at + i] = i == 0 ? SpanTag.Begin : SpanTag.Inside;
        }

        return any ? new TaggedSpans(words, tags) : null;
    }

    private static int Find(IReadOnlyList<PostWord> words, string[] phrase)
    {
        for (var at = 0; at + phrase.Length <= words.Count; at++)
        {
            if (phrase.Index().All(word => words[at + word.Index].Lower == word.Item))
                return at;
        }

        return -1;
    }
}
