namespace Engram.Text.Posts;

public enum TokenKind
{
    Word,
    Hashtag,
    Mention,

    /// <summary>A link or an e-mail address.</summary>
    Url,

    Cashtag,

    /// <summary>One emoji, however many code points it has, or a face in punctuation.</summary>
    Emoji,

    /// <summary>A number, or a quantity: money, time, date, phone number.</summary>
    Number,

    Punctuation,
}

/// <summary>A token of a post.</summary>
/// <param name="Kind">Kind of token.</param>
/// <param name="Start">Start in the original text, in chars.</param>
/// <param name="Length">Length in the original text, in chars.</param>
/// <param name="Surface">The token as the reader sees it: clean, capitals kept.</param>
/// <param name="Normalized">Lower case, stretched words shortened; for a hashtag its words separated by spaces; links as written.</param>
/// <param name="Language">Language code of the word: that of its script if the script has one language, else the post's; null when
/// undetermined.</param>
public sealed record PostToken(TokenKind Kind, int Start, int Length, string Surface, string Normalized, string? Language)
{
    public int End => Start + Length;
}
