using System.Collections.Frozen;

namespace Engram.Text.Stories;

/// <summary>
/// The words that tell a story, independent of its entities; <c>story-words.txt</c> has one line per group. Every other word is part of a
/// name and is replaced by a slot: <c>person1</c>, <c>place2</c>, <c>thing3</c>.
/// </summary>
public static class StoryGrammar
{
    /// <summary>Number of slots per role; stories rarely need more.</summary>
    private const int People = 10;
    private const int Places = 10;
    private const int Things = 7;

    private static readonly FrozenDictionary<string, FrozenSet<string>> Groups = Read();

    /// <summary>The words of all groups.</summary>
    public static FrozenSet<string> Words { get; } = Groups.Values.SelectMany(group => group).ToFrozenSet(StringComparer.Ordinal);

    public static IReadOnlyList<string> Slots { get; } = [.. Enum.GetValues<EntityRole>().SelectMany(SlotsOf)];

    internal static FrozenSet<string> Determiners { get; } = Groups["determiner"];

    /// <summary>Words that precede a place.</summary>
    internal static FrozenSet<string> BeforePlaces { get; } = [.. Groups["place"], .. Groups["reaching"], "before"];

    internal static FrozenSet<string> Handling { get; } = Groups["handling"];

    internal static FrozenSet<string> Giving { get; } = Groups["giving"];

    internal static FrozenSet<string> Leaving { get; } = Groups["leaving"];

    /// <summary>Verbs of what somebody does.</summary>
    internal static FrozenSet<string> Actions { get; } =
        [.. Groups["going"], .. Groups["reaching"], .. Groups["leaving"], .. Groups["handling"], .. Groups["giving"], .. Groups["doing"]];

    internal static FrozenSet<string> Directions { get; } = Groups["direction"];

    /// <summary>Words that relate the positions or sizes of two things.</summary>
    internal static FrozenSet<string> Relations { get; } = Groups["relation"];

    /// <summary>Words for somebody the sentence does not name.</summary>
    internal static FrozenSet<string> Pronouns { get; } = Groups["pronoun"];

    /// <summary>Words that may be an answer even if no sentence contains them.</summary>
    internal static FrozenSet<string> Answers { get; } = [.. Groups["answer"], "no", "n", "s", "w", "e"];

    /// <summary>Words whose meaning training teaches, such as "thirsty". They are names only after an article.</summary>
    internal static FrozenSet<string> Kept { get; } = Groups["kept"];

    /// <summary>person1, person2 and so on.</summary>
    public static IEnumerable<string> SlotsOf(EntityRole role) => Enumerable.Range(1, CountOf(role)).Select(number => SlotOf(role, number));

    internal static int CountOf(EntityRole role) => role switch
    {
        EntityRole.Person => People,
        EntityRole.Place => Places,
        _ => Things,
    };

    internal static string SlotOf(EntityRole role, int number) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{NameOf(role)}{number}");

    internal static string NameOf(EntityRole role) => role switch
    {
        EntityRole.Person => "person",
        EntityRole.Place => "place",
        _ => "thing",
    };

    private static FrozenDictionary<string, FrozenSet<string>> Read()
    {
        using var reader = new StreamReader(typeof(StoryGrammar).Assembly.GetManifestResourceStream("story-words.txt")!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(':'))
            .ToFrozenDictionary(
                line => line[0], line => line[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal));
    }
}
