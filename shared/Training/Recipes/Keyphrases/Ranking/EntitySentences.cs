using System.Text;
using System.Text.RegularExpressions;
using Engram.Keyphrases.Tagging;

namespace Engram.Training.Recipes.Keyphrases.Ranking;

/// <summary>Reads sentences with named entities: one <c>word TAB tag</c> per line, with tags B, I and O, and a blank line after each
/// sentence.</summary>
internal static partial class EntitySentences
{
    /// <exception cref="InvalidDataException">A line is malformed; the message names it.</exception>
    public static IReadOnlyList<EntitySentence> Read(string path)
    {
        var sentences = new List<EntitySentence>();
        var (words, tags) = (new List<string>(), new List<SpanTag>());
        foreach (var (index, line) in File.ReadLines(path).Append("").Index())
        {
            if (line.Trim().Length > 0)
            {
                var columns = line.Split('\t');
                words.Add(columns[0]);
                tags.Add(columns is [_, "B" or "I" or "O"] ? TagOf(columns[1]) : throw new InvalidDataException($"{path}:{index + 1} is "
                    + "not 'word TAB tag' with the tag B, I or O."));
            }
            else if (words.Count > 0)
            {
                sentences.Add(new EntitySentence(words, tags));
                (words, tags) = ([], []);
            }
        }

        return sentences;
    }

    private static SpanTag TagOf(string tag) => tag switch
    {
        "B" => SpanTag.Begin,
        "I" => SpanTag.Inside,
        _ => SpanTag.Outside,
    };

    /// <summary>Joins words with the spacing that people use.</summary>
    internal static string Join(IReadOnlyList<string> words)
    {
        var text = string.Join(' ', words.Select(word => word == "http" ? "http://t.co/x" : word));
        return BeforeSpace().Replace(AfterSpace().Replace(text, "$1"), "$1");
    }

    [GeneratedRegex(@"([#@(]) (?=\S)")]
    private static partial Regex AfterSpace();

    [GeneratedRegex(@" ('s\b|n't\b|'m\b|'re\b|'ve\b|'ll\b|'d\b|[.,!?:;%)])")]
    private static partial Regex BeforeSpace();
}

/// <summary>A sentence with a tag for each word.</summary>
internal sealed record EntitySentence(IReadOnlyList<string> Words, IReadOnlyList<SpanTag> Tags)
{
    public string Text { get; } = EntitySentences.Join(Words);

    /// <summary>The words as <see cref="PostScanner"/> splits them, each with the tag of the word in the file that contains it.</summary>
    public TaggedSpans ToSpans()
    {
        var (read, tags) = (new List<PostWord>(), new List<SpanTag>());
        var hashtags = 0;
        for (var at = 0; at < Words.Count; at++)
        {
            // Some sentences separate '#' and '@' from their word.
            var text = Words[at] is "#" or "@" && at + 1 < Words.Count ? Words[at] + Words[++at] : Words[at];
            var first = true;
            foreach (var word in PostScanner.Scan(text))
            {
                read.Add(word.Hashtag < 0 ? word : word with { Hashtag = hashtags });
                tags.Add(first || Tags[at] == SpanTag.Outside ? Tags[at] : SpanTag.Inside);
                first = false;
            }

            hashtags += text.StartsWith('#') ? 1 : 0;
        }

        return new TaggedSpans(read, tags);
    }
}
