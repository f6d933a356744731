namespace Engram.Keyphrases.Tagging;

/// <summary>Kind of a word in a post.</summary>
public enum WordKind
{
    /// <summary>Letters, possibly with digits; also inside a hashtag.</summary>
    Word,

    /// <summary>Digits only.</summary>
    Number,

    /// <summary><c>'s</c> after a word.</summary>
    Possessive,

    /// <summary>A user: <c>@name</c>.</summary>
    Mention,

    /// <summary>A link or an e-mail address.</summary>
    Address,

    /// <summary>A mark of the normalizer: <c>&lt;user&gt;</c>.</summary>
    Mark,

    /// <summary>Punctuation, an emoji, or another sign.</summary>
    Sign,
}

/// <summary>A word of a post, as written.</summary>
/// <param name="Text">The word with its capitals.</param>
/// <param name="Kind">Kind of word.</param>
/// <param name="Hashtag">Number of the hashtag it belongs to, from 0; -1 outside hashtags.</param>
public readonly record struct PostWord(string Text, WordKind Kind, int Hashtag = -1)
{
    /// <summary>The word in lower case.</summary>
    public string Lower { get; } = Text.ToLowerInvariant();

    public bool IsWord => Kind == WordKind.Word;

    public bool IsCapitalized => Text.Length > 0 && char.IsUpper(Text[0]);
}
