using System.Text;
using Engram.Text;

namespace Engram.KeyHashing;

/// <summary>The words by which keys and questions meet.</summary>
public static class HashWords
{
    /// <summary>Distinct tokens of a text in order of first appearance, punctuation left out.</summary>
    public static IReadOnlyList<string> Of(string text) =>
        [.. Tokenizer.Tokenize(text).Where(token => !IsPunctuation(token)).Distinct(StringComparer.Ordinal)];

    private static bool IsPunctuation(string token)
    {
        foreach (var rune in token.EnumerateRunes())
        {
            if (!Rune.IsPunctuation(rune))
                return false;
        }

        return true;
    }
}
