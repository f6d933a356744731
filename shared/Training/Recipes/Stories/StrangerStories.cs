using System.Globalization;
using System.Text;

namespace Engram.Training.Recipes.Stories;

/// <summary>Kind of question that a file of stories about strangers asks.</summary>
public enum StrangerQuestion
{
    /// <summary>Where a person is; unknown after the person left, or when no sentence says.</summary>
    Where,

    /// <summary>Where a thing is that someone carries, put down or gave away.</summary>
    WhereThing,

    /// <summary>Whether a person or thing is in a place, or a person has a thing.</summary>
    YesNo,

    /// <summary>What a person carries: several things, or nothing.</summary>
    Carrying,

    /// <summary>How many things a person carries.</summary>
    Count,

    /// <summary>Who has, gave or received a thing, and what was given.</summary>
    Who,
}

/// <summary>Generates stories in bAbI format about people who walk, take things, put them down and give them away, in varied wording. A
/// question is supported by the sentences that state its answer. Without any, the answer is "unknown", supported by what is said of its
/// subject.</summary>
/// <param name="names">People, places and things.</param>
/// <param name="random">Draws the events and the questions.</param>
public sealed class StrangerStories(StrangerNames names, Random random)
{
    /// <summary>Answer to a question that no sentence answers.</summary>
    public const string NotTold = "unknown";

    private const int MostSupporting = 8;
    private const int MostThings = 4;

    private static readonly string[] Goes =
    [
        "went to", "moved to", "travelled to", "traveled to", "journeyed to", "went back to", "walked to", "ran to", "returned to",
        "headed to", "came to", "hurried to", "drove to", "flew to",
        "rushed to", "wandered to", "strolled to", "entered", "reached", "visited", "walked into", "went into", "ran into",
        "headed towards",
    ];

    private static readonly string[] Takes = ["took", "got", "grabbed", "picked up", "collected", "lifted"];
    private static readonly string[] Drops = ["dropped", "put down", "discarded", "left"];
    private static readonly string[] Gives = ["gave", "handed", "passed", "offered"];
    private static readonly string[] Does = ["slept", "smiled", "laughed", "waited", "sang", "danced", "rested"];
    private static readonly string[] Then = ["Then", "After that", "Later", "Afterwards", "Finally"];
    private static readonly string[] Numbers = ["none", "one", "two", "three", "four"];

    private readonly List<string> _lines = [];
    private readonly Dictionary<string, (string? Place, int Line, string? Left)> _placeOf = []; // of each person; no place after leaving
    private readonly Dictionary<string, (string? Holder, string? Place, int[] Lines)> _things = [];
    private readonly Dictionary<string, List<(int Line, string Thing, bool IsGain)>> _handled = [];
    private readonly List<(int Line, string Giver, string Thing, string Taker)> _gifts = [];
    private readonly Dictionary<string, int> _seen = []; // latest line about each person or thing
    private string[] _people = [];
    private string[] _places = [];
    private string[] _own = []; // things of this story

    /// <summary>Writes stories with this many questions in total.</summary>
    public string Tell(StrangerQuestion kind, int questions)
    {
        var text = new StringBuilder();
        for (var asked = 0; asked < questions;)
        {
            Begin();
            var (number, statements) = (0, random.Next(8) == 0 ? random.Next(12, 30) : random.Next(2, 12));
            var told = new List<int>(); // line number of each sentence in the file
            for (var statement = 0; statement < statements && asked < questions; statement++)
            {
                // For questions about carrying, people handle things more often than they walk.
                Happen(kind is StrangerQuestion.Carrying or StrangerQuestion.Count or StrangerQuestion.Who ? 3 : 1);
                while (told.Count < _lines.Count)
                {
                    told.Add(++number);
                    text.Append(CultureInfo.InvariantCulture, $"{number} {_lines[told.Count - 1]}\n");
                }

                if (random.Next(3) > 0 && statement < statements - 1 || Ask(kind) is not { } question
                    || question.Supporting.Count > MostSupporting)
                    continue;
                text.Append(CultureInfo.InvariantCulture,
                    $"{++number} {question.Text}\t{question.Answer}\t{string.Join(' ', question.Supporting.Select(line => told[line]))}\n");
                asked++;
            }
        }

        return text.ToString();
    }

    private void Begin()
    {
        _lines.Clear();
        _placeOf.Clear();
        _things.Clear();
        _handled.Clear();
        _gifts.Clear();
        _seen.Clear();
        _people = Some(names.People, random.Next(1, 6));
        _places = Some(names.Places, random.Next(2, 8));
        _own = Some(names.Things, random.Next(1, 6));
    }

    /// <param name="handling">How much more often things are taken, put down and given than people walk.</param>
    private void Happen(int handling)
    {
        var person = Draw(_people);
        var held = HeldBy(person);
        var free = _own.Where(thing => CanTake(person, thing)).ToArray();
        var others = _people.Where(other => other != person && PlaceOf(other) == PlaceOf(person) && HeldBy(other).Length < MostThings)
            .ToArray();
        switch (random.Next(-10 * handling, 10))
        {
            case < 0 when random.Next(2) == 0 && free.Length > 0 && held.Length < MostThings:
                Take(person, Draw(free));
                break;
            case < 0 when random.Next(4) == 0 && held.Length > 0:
                Drop(person, Draw(held));
                break;
            case < 0 when random.Next(2) == 0 && held.Length > 0 && others.Length > 0:
                Give(person, Draw(held), Draw(others));
                break;
            case 0:
                Say(person, $"{person} {Draw(Does)}.");
                break;
            case 1:
                Leave(person);
                break;
            case 2:
                Lie(Draw(_own));
                break;
            case 3 when _people.Length > 1:
                GoTogether(person, Draw([.. _people.Where(other => other != person)]));
                break;
            default:
                Go(person, Draw(_places));
                break;
        }
    }

    private void Go(string person, string place)
    {
        var said = random.Next(12) switch
        {
            0 => $"{person} is in {place}.",
            1 => $"{person} is now in {place}.",
            2 => $"{Draw(Then)} {person} {Draw(Goes)} {place}.",
            _ => $"{person} {Draw(Goes)} {place}.",
        };
        _placeOf[person] = (place, Say(person, said), null);
    }

    private void GoTogether(string person, string other)
    {
        var place = Draw(_places);
        var line = Say(person, $"{person} and {other} {Draw(Goes)} {place}.");
        _placeOf[person] = _placeOf[other] = (place, line, null);
        _seen[other] = line;
    }

    /// <summary>Says that a person left a place or is no longer there, or did not go to one.</summary>
    private void Leave(string person)
    {
        if (PlaceOf(person) is not { } place)
        {
            Say(person, $"{person} did not go to {Draw(_places)}.");
            return;
        }

        var said = random.Next(4) switch
        {
            0 => $"{person} left {place}.",
            1 => $"{person} is no longer in {place}.",
            2 => $"{person} is not in {place} anymore.",
            _ => $"{person} exited {place}.",
        };
        _placeOf[person] = (null, Say(person, said), place);
    }

    private void Lie(string thing)
    {
        if (_things.ContainsKey(thing))
            return;
        var place = Draw(_places);
        _things[thing] = (null, place, [Say(thing, $"{Capital(thing)} is in {place}.")]);
    }

    private bool CanTake(string person, string thing) =>
        !_things.TryGetValue(thing, out var known) || (known.Holder is null && (known.Place is null || known.Place == PlaceOf(person)));

    private void Take(string person, string thing)
    {
        var line = Say(person, $"{person} {Draw(Takes)} {thing}{There()}.");
        Gain(person, thing, line);
    }

    private void Drop(string person, string thing)
    {
        var line = Say(person, random.Next(4) == 0 ? $"{person} put {thing} down." : $"{person} {Draw(Drops)} {thing}{There()}.");
        Handled(person).Add((line, thing, false));
        _seen[thing] = line;
        _things[thing] = (null, PlaceOf(person), PlaceOf(person) is null ? [line] : [line, _placeOf[person].Line]);
    }

    private void Give(string person, string thing, string other)
    {
        var line = random.Next(4) switch
        {
            0 => Say(person, $"{person} {Draw(Gives)} {other} {thing}."),
            1 => Say(person, $"{other} received {thing} from {person}."),
            _ => Say(person, $"{person} {Draw(Gives)} {thing} to {other}."),
        };
        _seen[other] = line;
        Handled(person).Add((line, thing, false));
        Gain(other, thing, line);
        _gifts.Add((line, person, thing, other));
    }

    private void Gain(string person, string thing, int line)
    {
        Handled(person).Add((line, thing, true));
        _things[thing] = (person, null, [line]);
        _seen[thing] = line;
    }

    private int Say(string about, string sentence)
    {
        _lines.Add(sentence);
        return _seen[about] = _lines.Count - 1;
    }

    private Asked? Ask(StrangerQuestion kind) => kind switch
    {
        StrangerQuestion.Where => AskWhere(Draw(_people)),
        StrangerQuestion.WhereThing => AskWhereThing(Draw(_own)),
        StrangerQuestion.YesNo => random.Next(3) switch
        {
            0 => AskIsIn(Draw(_people)),
            1 => AskThingIsIn(Draw(_own)),
            _ => AskHas(Draw(_people), Draw(_own)),
        },
        StrangerQuestion.Carrying => AskCarrying(DrawCarrier()),
        StrangerQuestion.Count => AskCount(DrawCarrier()),
        _ => random.Next(2) == 0 ? AskHolder(Draw(_own)) : AskGift(),
    };

    // Half of the questions are about the person who carries most.
    private string DrawCarrier() => random.Next(2) == 0 ? Draw(_people) : _people.MaxBy(person => HeldBy(person).Length)!;

    private Asked? AskWhere(string person)
    {
        if (!_seen.TryGetValue(person, out var seen))
            return null;
        var text = random.Next(6) switch { 0 => $"Where is {person} now?", 1 => $"Where did {person} go?", _ => $"Where is {person}?" };
        return PlaceOf(person) is { } place ? new Asked(text, Bare(place), [_placeOf[person].Line])
            : new Asked(text, NotTold, [_placeOf.TryGetValue(person, out var left) ? left.Line : seen]);
    }

    private Asked? AskWhereThing(string thing)
    {
        if (!_things.ContainsKey(thing))
            return null;
        var (place, supporting) = PlaceOfThing(thing);
        return new Asked(
            random.Next(5) == 0 ? $"Where is {thing} now?" : $"Where is {thing}?", place is null ? NotTold : Bare(place), supporting);
    }

    private Asked? AskIsIn(string person)
    {
        if (!_seen.TryGetValue(person, out var seen))
            return null;
        var (place, line, left) = _placeOf.GetValueOrDefault(person, (null, seen, null));
        // About half of the questions name the right place, so that yes and no are balanced.
        var asked = (place ?? left) is { } last && random.Next(2) == 0 ? last : Draw(_places);
        return new Asked(
            $"Is {person} {Draw(["in", "in", "at"])} {asked}?", place is null && asked != left ? NotTold : YesNo(place == asked), [line]);
    }

    private Asked? AskThingIsIn(string thing)
    {
        if (!_things.ContainsKey(thing))
            return null;
        var (place, supporting) = PlaceOfThing(thing);
        var asked = place is not null && random.Next(2) == 0 ? place : Draw(_places);
        return new Asked($"Is {thing} in {asked}?", place is null ? NotTold : YesNo(place == asked), supporting);
    }

    private Asked? AskHas(string person, string thing)
    {
        if (!_things.TryGetValue(thing, out var known) || !_seen.ContainsKey(person))
            return null;
        if (known.Holder is { } holder && random.Next(2) == 0)
            person = holder;
        var text =
            random.Next(3) switch { 0 => $"Does {person} have {thing}?", 1 => $"Is {person} holding {thing}?",
                _ => $"Is {person} carrying {thing}?" };
        return new Asked(text, YesNo(known.Holder == person), [known.Lines[0]]);
    }

    private Asked? AskCarrying(string person)
    {
        if (CarriedBy(person) is not { } carried)
            return null;
        var text =
            random.Next(5) switch { 0 => $"What does {person} have?", 1 => $"What is {person} holding?",
                _ => $"What is {person} carrying?" };
        return new Asked(text, carried.Things.Length == 0 ? "nothing" : string.Join(',', carried.Things.Select(Bare)), carried.Supporting);
    }

    private Asked? AskCount(string person)
    {
        if (CarriedBy(person) is not { } carried)
            return null;
        var text =
            random.Next(3) switch { 0 => $"How many things does {person} have?", 1 => $"How many things is {person} carrying?",
                _ => $"How many objects is {person} carrying?" };
        return new Asked(text, Numbers[carried.Things.Length], carried.Supporting);
    }

    private Asked? AskHolder(string thing)
    {
        if (!_things.TryGetValue(thing, out var known))
            return null;
        var text = random.Next(3) switch { 0 => $"Who is carrying {thing}?", 1 => $"Who is holding {thing}?", _ => $"Who has {thing}?" };
        return new Asked(text, known.Holder is null ? "nobody" : known.Holder, [known.Lines[0]]);
    }

    private Asked? AskGift()
    {
        if (_gifts.Count == 0)
            return null;
        var (line, giver, thing, taker) = _gifts[^1];
        return random.Next(4) switch
        {
            0 => new Asked($"Who gave {thing} to {taker}?", giver, [line]),
            1 => new Asked($"What did {giver} give to {taker}?", Bare(thing), [line]),
            2 => new Asked($"Who received {thing}?", taker, [line]),
            _ => new Asked($"Who did {giver} give {thing} to?", taker, [line]),
        };
    }

    /// <summary>Place of a thing and the sentences that support it, the one about the thing first.</summary>
    private (string? Place, int[] Supporting) PlaceOfThing(string thing)
    {
        var (holder, place, lines) = _things[thing];
        if (holder is null)
            return (place, lines);
        return _placeOf.TryGetValue(holder, out var at) ? (at.Place, at.Line == lines[0] ? lines : [lines[0], at.Line]) : (null, lines);
    }

    /// <summary>What a person carries, in the order taken, and every sentence in which the person gains or gives up a thing; null when no
    /// sentence is about the person.</summary>
    private (string[] Things, int[] Supporting)? CarriedBy(string person)
    {
        if (!_seen.TryGetValue(person, out var seen))
            return null;
        var handled = Handled(person);
        string[] things =
            [.. handled.Where(one =>
                one.IsGain && _things[one.Thing].Holder == person && _things[one.Thing].Lines[0] == one.Line).Select(one => one.Thing)];
        return (things, handled.Count == 0 ? [seen] : [.. handled.Select(one => one.Line).Distinct()]);
    }

    private List<(int Line, string Thing, bool IsGain)> Handled(string person) =>
        _handled.TryGetValue(person, out var handled) ? handled : _handled[person] = [];

    private string[] HeldBy(string person) => [.. _own.Where(thing => _things.GetValueOrDefault(thing).Holder == person)];

    private string? PlaceOf(string person) => _placeOf.GetValueOrDefault(person).Place;

    private string There() => random.Next(4) == 0 ? " there" : "";

    private string[] Some(IReadOnlyList<string> of, int count)
    {
        string[] drawn = [.. of];
        random.Shuffle(drawn);
        return drawn[..Math.Min(count, drawn.Length)];
    }

    private string Draw(IReadOnlyList<string> of) => of[random.Next(of.Count)];

    private static string YesNo(bool isSo) => isSo ? "yes" : "no";

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    // Answers have no article.
    private static string Bare(string name) => name.StartsWith("the ", StringComparison.Ordinal) ? name[4..] : name;

    /// <param name="Text">The question.</param>
    /// <param name="Answer">Its answer. Several things are joined by commas.</param>
    /// <param name="Supporting">Indices of the sentences that support it.</param>
    private sealed record Asked(string Text, string Answer, IReadOnlyList<int> Supporting);
}
