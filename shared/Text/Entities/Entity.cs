namespace Engram.Text.Entities;

public enum EntityKind
{
    Url,
    Mention,
    Hashtag,
    Cashtag,
}

/// <summary>A link, mention, hashtag or cashtag in a text.</summary>
/// <param name="Kind">Kind of entity.</param>
/// <param name="Start">Start in the text, sign included.</param>
/// <param name="Length">Length, in the unit of <paramref name="Start"/>.</param>
/// <param name="Text">As written, with the sign; a list includes its owner: <c>@owner/list</c>.</param>
public readonly record struct Entity(EntityKind Kind, int Start, int Length, string Text)
{
    public int End => Start + Length;
}
