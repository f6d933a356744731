namespace Engram.Text.Entities;

public enum EntityKind
{
    Url,
    Mention,
    Hashtag,
    Cashtag,
}

/// <summary>A link, mention, hashtag or cashtag of a text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins, its sign included.</param>
/// <param name="Length">How long it is, in the same unit.</param>
/// <param name="Text">As written, its sign included; a list stays with its owner: <c>@owner/list</c>.</param>
public readonly record struct Entity(EntityKind Kind, int Start, int Length, string Text)
{
    public int End => Start + Length;
}
