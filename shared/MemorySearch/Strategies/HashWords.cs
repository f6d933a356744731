using System.Text;
using Engram.Text;

namespace Engram.MemorySearch.Strategies;

/// <summary>The words that keys and questions are matched by: the tokens of <see cref="Tokenizer"/> without punctuation.</summary>
public static class HashWords
{
    /// <summary>Distinct tokens of a text in order of first appearance, without punctuation.</summary>
    public static IReadOnlyList<string> Of(string text) => [.. InOrder(text).Distinct(StringComparer.Ordinal)];

    /// <summary>All tokens of a text in order, without punctuation.</summary>
    public static IEnumerable<string> InOrder(string text) => Tokenizer.Tokenize(text).Where(token => !IsPunctuation(token));

    internal static bool IsPunctuation(string token)
    {
        foreach (var rune in token.EnumerateRunes())
        {
            if (!Rune.IsPunctuation(rune))
                return false;
        }

        return true;
    }
}
