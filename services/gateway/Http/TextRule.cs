using System.Text;
using Engram.ApiContracts;

namespace Engram.Gateway.Http;

/// <summary>Checks that a text is Unicode that can be stored and sent on unchanged.</summary>
public static class TextRule
{
    /// <exception cref="ProblemException">The text is too long, or contains a NUL or half a surrogate pair.</exception>
    public static void Check(string field, string text, int maxCharacters)
    {
        if (text.Length > maxCharacters)
            throw new ProblemException(
                BodyProblems.InvalidField(field, $"has {text.Length} characters; at most {maxCharacters} are taken"));
        var nul = text.IndexOf('\0', StringComparison.Ordinal);
        if (nul >= 0)
            throw new ProblemException(BodyProblems.InvalidField(field, $"holds a NUL character (U+0000) at position {nul}; leave it out"));
        for (var i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
                throw new ProblemException(
                    BodyProblems.InvalidField(field, $"holds half a surrogate pair at position {i}; it is no valid Unicode"));
            i += rune.Utf16SequenceLength;
        }
    }
}
