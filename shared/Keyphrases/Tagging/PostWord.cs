namespace Engram.Keyphrases.Tagging;

/// <summary>What a word of a post is.</summary>
public enum WordKind
{
    /// <summary>Letters, with digits or without; of a hashtag too.</summary>
    Word,

    /// <summary>A number alone.</summary>
    Number,

    /// <summary><c>'s</c> after a word.</summary>
    Possessive,

    /// <summary>A user: <c>@name</c>.</summary>
    Mention,

    /// <summary>A link or an e-mail address.</summary>
    Address,

    /// <summary>A mark of the normaliser: <c>&lt;user&gt;</c>.</summary>
    Mark,

    /// <summary>Punctuation, an emoji, or another sign.</summary>
    Sign,
}

/// <summary>A word of a post as it was written.</summary>
/// <param name="Text">With its capitals.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Hashtag">Number of the hashtag that it is a word of, from 0; -1 when it is not of one.</param>
public readonly record struct PostWord(string Text, WordKind Kind, int Hashtag = -1)
{
    /// <summary>In small letters.</summary>
    public string Lower { get; } = Text.ToLowerInvariant();

    public bool IsWord => Kind == WordKind.Word;

    public bool IsCapitalized => Text.Length > 0 && char.IsUpper(Text[0]);
}
