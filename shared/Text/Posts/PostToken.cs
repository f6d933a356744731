namespace Engram.Text.Posts;

public enum TokenKind
{
    Word,
    Hashtag,
    Mention,

    /// <summary>A link or an e-mail address.</summary>
    Url,

    Cashtag,

    /// <summary>One picture whatever its code points, or a face in punctuation.</summary>
    Emoji,

    /// <summary>Also what is made of numbers: money, times, dates, phone numbers.</summary>
    Number,

    Punctuation,
}

/// <summary>A token of a post.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins in the original text, in chars.</param>
/// <param name="Length">How long it is there.</param>
/// <param name="Surface">As its reader sees it: clean, with its capitals.</param>
/// <param name="Normalized">Lower case, stretched words short, of a hashtag its words with a space between; links as written.</param>
/// <param name="Language">Code of the word's language: its script's where that tells, else the post's; null when undetermined.</param>
public sealed record PostToken(TokenKind Kind, int Start, int Length, string Surface, string Normalized, string? Language)
{
    public int End => Start + Length;
}
