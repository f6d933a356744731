using System.Globalization;
using System.Text;

namespace Engram.Training.Recipes.Stories;

/// <summary>Generates the simulated world of Weston, Chopra and Bordes 2015 (section 5.2) in bAbI format: four actors walk between five
/// rooms, take three objects and leave them. The paper's world is one long story; here a new story starts every twenty
/// statements.</summary>
/// <param name="difficulty">A question is about an actor or object last mentioned at most this many statements ago; the paper has 1 and
/// 5.</param>
/// <param name="objects">Whether questions also ask for objects.</param>
/// <param name="before">Whether some questions ask where an actor was before.</param>
/// <param name="random">Draws the events and the questions.</param>
public sealed class SimulatedWorld(int difficulty, bool objects, bool before, Random random)
{
    private const int StatementsPerStory = 20;

    // 7,000 statements and 3,000 questions, as in the paper.
    private const double QuestionsPerStatement = 3.0 / 7;

    private static readonly string[] Actors = ["Bill", "Fred", "Joe", "Mary"];
    private static readonly string[] Objects = ["football", "milk", "ring"];
    private static readonly string[] Rooms = ["bathroom", "bedroom", "garden", "kitchen", "office"];

    /// <summary>Writes stories with this many questions in total.</summary>
    public string Tell(int questions)
    {
        var text = new StringBuilder();
        for (var asked = 0; asked < questions;)
            asked += TellStory(text, questions - asked);
        return text.ToString();
    }

    private int TellStory(StringBuilder text, int most)
    {
        var story = new Story();
        var asked = 0;
        for (var statement = 0; statement < StatementsPerStory && asked < most; statement++)
        {
            Act(story, text);
            if (random.NextDouble() < QuestionsPerStatement && Ask(story) is { } question)
            {
                text.Append(CultureInfo.InvariantCulture, $"{++story.Lines} {question}\n");
                asked++;
            }
        }

        return asked;
    }

    private void Act(Story story, StringBuilder text)
    {
        var actor = Draw(Actors);
        var room = story.Moves.LastOrDefault(move => move.Actor == actor).Room;
        var held = Objects.Where(thing => story.HolderOf(thing) == actor).ToArray();
        // An object that nobody has touched yet can be found in any room.
        var lying = Objects.Where(thing => room is not null && story.HolderOf(thing) is null && (story.PlaceOf(thing) ?? room) == room)
            .ToArray();
        var line = ++story.Lines;
        if (held.Length > 0 && random.Next(4) == 0)
        {
            var thing = Draw(held);
            story.Handled.Add((line, actor, thing, IsTaken: false, room));
            text.Append(CultureInfo.InvariantCulture, $"{line} {actor} left the {thing}.\n");
        }
        else if (lying.Length > 0 && random.Next(2) == 0)
        {
            var thing = Draw(lying);
            story.Handled.Add((line, actor, thing, IsTaken: true, room));
            text.Append(CultureInfo.InvariantCulture, $"{line} {actor} took the {thing}.\n");
        }
        else
        {
            var next = Draw([.. Rooms.Where(other => other != room)]);
            story.Moves.Add((line, actor, next));
            text.Append(CultureInfo.InvariantCulture, $"{line} {actor} went to the {next}.\n");
        }
    }

    /// <summary>A question with answer and supporting lines; null when the statement drawn allows none.</summary>
    private string? Ask(Story story)
    {
        var mentions = story.Moves.Select(move => (move.Line, move.Actor, Thing: (string?)null))
            .Concat(story.Handled.Select(one => (one.Line, one.Actor, Thing: (string?)one.Thing)))
            .OrderByDescending(mention => mention.Line).ToArray();
        var age = random.Next(difficulty);
        if (age >= mentions.Length)
            return null;
        var (_, actor, thing) = mentions[age];
        if (objects && thing is not null && random.Next(2) == 0)
            return mentions[..age].Any(later => later.Thing == thing) ? null : AskFor(story, thing);
        return mentions[..age].Any(later => later.Actor == actor) ? null : AskAbout(story, actor);
    }

    private string? AskAbout(Story story, string actor)
    {
        var moves = story.Moves.Where(move => move.Actor == actor).ToArray();
        if (before && moves.Length > 1 && random.Next(2) == 0)
            return Invariant($"Where was {actor} before the {moves[^1].Room}?\t{moves[^2].Room}\t{moves[^1].Line} {moves[^2].Line}");
        return moves.Length == 0 ? null : Invariant($"Where is {actor}?\t{moves[^1].Room}\t{moves[^1].Line}");
    }

    /// <summary>An object is where its last holder is, or, once left, where the holder was at that time.</summary>
    private static string? AskFor(Story story, string thing)
    {
        var last = story.Handled.Last(one => one.Thing == thing);
        var move = story.Moves.Last(move => move.Actor == last.Actor && (last.IsTaken || move.Line < last.Line));
        return Invariant($"Where is the {thing}?\t{move.Room}\t{last.Line} {move.Line}");
    }

    private string Draw(string[] of) => of[random.Next(of.Length)];

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private sealed class Story
    {
        public int Lines { get; set; }

        public List<(int Line, string Actor, string Room)> Moves { get; } = [];

        public List<(int Line, string Actor, string Thing, bool IsTaken, string? Room)> Handled { get; } = [];

        public string? HolderOf(string thing) =>
            Handled.LastOrDefault(one => one.Thing == thing) is { IsTaken: true } held ? held.Actor : null;

        /// <summary>Room of its last pick-up or drop; null when nobody has touched it.</summary>
        public string? PlaceOf(string thing) => Handled.LastOrDefault(one => one.Thing == thing).Room;
    }
}
