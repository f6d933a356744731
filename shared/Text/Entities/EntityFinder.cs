using System.Text;

namespace Engram.Text.Entities;

/// <summary>
/// Finds links, mentions, hashtags and cashtags by the rules of twitter-text; the tests run its conformance suite. One pass, linear in the
/// length of the text; of two overlapping entities the first wins.
/// </summary>
public static class EntityFinder
{
    /// <summary>The entities in text order, at UTF-16 positions.</summary>
    public static IReadOnlyList<Entity> Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = new List<Entity>();
        var urls = new UrlScanner(text);
        for (var at = 0; at < text.Length;)
        {
            var (kind, length) = Match(text, at, urls);
            if (length > 0)
                found.Add(new Entity(kind, at, length, text.Substring(at, length)));
            at += Math.Max(length, 1);
        }

        return found;
    }

    /// <summary>Converts the positions of entities to code points.</summary>
    /// <param name="text">The text in which they were found.</param>
    /// <param name="entities">In text order, at UTF-16 positions.</param>
    public static IReadOnlyList<Entity> InCodePoints(string text, IReadOnlyList<Entity> entities)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(entities);
        var moved = new List<Entity>(entities.Count);
        var (units, codePoints) = (0, 0);
        foreach (var entity in entities)
        {
            codePoints += CountCodePoints(text.AsSpan(units, entity.Start - units));
            var length = CountCodePoints(entity.Text);
            moved.Add(entity with { Start = codePoints, Length = length });
            (units, codePoints) = (entity.End, codePoints + length);
        }

        return moved;
    }

    private static (EntityKind Kind, int Length) Match(string text, int at, UrlScanner urls) => text[at] switch
    {
        '#' or '＃' => (EntityKind.Hashtag, HashtagLength(text, at)),
        '@' or '＠' => (EntityKind.Mention, Mention.Length(text, at)),
        '$' => (EntityKind.Cashtag, Cashtag.Length(text, at)),
        _ => (EntityKind.Url, urls.Length(at)),
    };

    private static int HashtagLength(string text, int at)
    {
        var mayStart = at == 0 || text[at - 1] is '\uFE0E' or '\uFE0F'
            || !(text[at - 1] == '&' || Hashtag.IsHashtagRune(RuneBefore(text, at)));
        var isKeycap = at + 1 < text.Length && text[at + 1] is '\uFE0F' or '\u20E3';
        return mayStart && !isKeycap ? Hashtag.Length(text.AsSpan(at)) : 0;
    }

    private static Rune RuneBefore(string text, int at)
    {
        _ = Rune.DecodeLastFromUtf16(text.AsSpan(0, at), out var rune, out _);
        return rune;
    }

    private static int CountCodePoints(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
            count++;
        return count;
    }
}
