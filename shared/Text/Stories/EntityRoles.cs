namespace Engram.Text.Stories;

/// <summary>
/// Infers from the words around a name whether it is a person, a place or a thing: "to the X" is a place, "took the X" a thing, and whoever
/// acts is a person.
/// </summary>
internal static class EntityRoles
{
    /// <summary>Sets the role that the sentence shows for each of its mentions.</summary>
    public static void Mark(StorySentence sentence)
    {
        var parts = sentence.Parts;
        for (var at = 0; at < parts.Count; at++)
        {
            if (parts[at].Mention is { } mention)
                Mark(mention, parts, at);
        }

        // "Mary and Daniel took": names joined by "and" or "or" have the same role.
        for (var at = parts.Count - 1; at > 0; at--)
        {
            if (parts[at].Mention is { Shown: { } role } && MentionBefore(parts, at) is { Shown: null } other)
                other.Shown = role;
        }
    }

    /// <summary>
    /// Decides the role of every mention: the one its own sentence shows, else one that another sentence shows, else the likely one.
    /// </summary>
    public static void Decide(IReadOnlyCollection<StoryMention> mentions)
    {
        var shown = mentions.Where(mention => mention.Shown is not null)
            .ToLookup(mention => mention.Name, mention => mention.Shown!.Value, StringComparer.Ordinal);
        foreach (var mention in mentions)
        {
            EntityRole[] elsewhere = [.. shown[mention.Name].Distinct().OrderDescending()];
            mention.Role = mention.Shown ?? (elsewhere.Length == 0 || elsewhere.Contains(mention.Likely) ? mention.Likely : elsewhere[0]);
        }
    }

    private static void Mark(StoryMention mention, IReadOnlyList<StoryPart> parts, int at)
    {
        var before = Before(parts, at);
        var word = before < 0 ? "" : parts[before].Word;
        var isGift = parts.Any(part => StoryGrammar.Giving.Contains(part.Word));
        var follows = at + 1 < parts.Count ? parts[at + 1] : null;
        mention.Shown = word switch
        {
            _ when parts.Any(part => StoryGrammar.Directions.Contains(part.Word)) => EntityRole.Place,
            _ when IsAboutThings(parts) => EntityRole.Thing,
            "and" or "or" when MentionBefore(parts, at) is { Shown: { } same } => same,
            "to" or "from" when isGift => EntityRole.Person,
            _ when StoryGrammar.Giving.Contains(word) => IsFollowedByGift(follows) ? EntityRole.Person : EntityRole.Thing,
            "" when isGift && before >= 0 => EntityRole.Thing, // gave Mary the ball
            _ when StoryGrammar.BeforePlaces.Contains(word) => EntityRole.Place,
            _ when StoryGrammar.Handling.Contains(word) => EntityRole.Thing,
            _ when StoryGrammar.Leaving.Contains(word) => follows?.Word == "there" ? EntityRole.Thing : null,
            _ when ActsLater(parts, at) => EntityRole.Person,
            _ => null,
        };
        if (StoryGrammar.Leaving.Contains(word))
            mention.Likely = EntityRole.Place;
    }

    private static bool IsAboutThings(IReadOnlyList<StoryPart> parts) =>
        parts.Any(part => StoryGrammar.Relations.Contains(part.Word))
            || parts.Zip(parts.Skip(1)).Any(pair => (pair.First.Word, pair.Second.Word) == ("left", "of"));

    private static bool IsFollowedByGift(StoryPart? next) =>
        next is not null && (next.Mention is not null || StoryGrammar.Determiners.Contains(next.Word));

    /// <summary>Whether an action follows this part and none precedes it.</summary>
    private static bool ActsLater(IReadOnlyList<StoryPart> parts, int at) =>
        !parts.Take(at).Any(part => StoryGrammar.Actions.Contains(part.Word))
            && parts.Skip(at).Any(part => StoryGrammar.Actions.Contains(part.Word));

    /// <summary>Index of the part before a mention and its article; -1 when there is none.</summary>
    private static int Before(IReadOnlyList<StoryPart> parts, int at) =>
        at > 0 && StoryGrammar.Determiners.Contains(parts[at - 1].Word) ? at - 2 : at - 1;

    /// <summary>The mention joined to this one by "and" or "or"; null when there is none.</summary>
    private static StoryMention? MentionBefore(IReadOnlyList<StoryPart> parts, int at) =>
        Before(parts, at) is var before and > 0 && parts[before].Word is "and" or "or" ? parts[before - 1].Mention : null;
}
