using System.Text.Json;
using System.Text.Json.Nodes;

namespace Engram.Training.Recipes.Stories;

/// <summary>Writes questions about strangers that test whether answers are honest, one JSON object per line: <c>id, kind, text, story,
/// answers</c> (null: must be declined) and <c>orDecline</c> (declining is right too).</summary>
public static class StrangerGold
{
    /// <param name="names">Names that are in no training story.</param>
    /// <param name="each">Questions per kind.</param>
    /// <param name="seed">Seed of the questions drawn.</param>
    public static IEnumerable<string> Lines(StrangerNames names, int each, int seed)
    {
        ArgumentNullException.ThrowIfNull(names);
        var random = new Random(seed);
        var kinds = new (string Kind, StrangerQuestion Asks, Func<StoryQuestion, StoryQuestion?> Change)[]
        {
            ("where", StrangerQuestion.Where, Told),
            ("where-thing", StrangerQuestion.WhereThing, Told),
            ("yes-no", StrangerQuestion.YesNo, Told),
            ("carrying", StrangerQuestion.Carrying, Told),
            ("who", StrangerQuestion.Who, Told),
            ("count", StrangerQuestion.Count, Told),
            ("not-told", StrangerQuestion.Where, question => question.Answer == StrangerStories.NotTold ? question : null),
            ("not-told", StrangerQuestion.WhereThing, question => question.Answer == StrangerStories.NotTold ? question : null),
            ("nobody-said", StrangerQuestion.Where, question => AskAbsent(question, names.People, random)),
            ("nobody-said", StrangerQuestion.WhereThing, question => AskAbsent(question, names.Things, random)),
            ("other-words", StrangerQuestion.Where, question => MoveOddly(question, names, random)),
        };
        var id = 0;
        foreach (var (kind, asks, change) in kinds)
        {
            var questions = BabiFile.Parse(new StrangerStories(names, random).Tell(asks, 6 * each).Split('\n'), kind).Select(change)
                .OfType<StoryQuestion>();
            foreach (var question in questions.Take(each))
                yield return Line($"v{++id}", kind, question);
        }
    }

    private static StoryQuestion? Told(StoryQuestion question) => question.Answer == StrangerStories.NotTold ? null : question;

    /// <summary>The same question about a person or thing that the story does not mention.</summary>
    private static StoryQuestion? AskAbsent(StoryQuestion question, IReadOnlyList<string> names, Random random)
    {
        bool IsIn(string text, string name) => text.Contains(name, StringComparison.OrdinalIgnoreCase);
        var asked = names.Where(name => IsIn(question.Text, name)).MaxBy(name => name.Length);
        string[] absent = [.. names.Where(name => !question.Story.Any(sentence => IsIn(sentence, name)))];
        return asked is null || absent.Length == 0 ? null
            : question with { Text = question.Text.Replace(asked, absent[random.Next(absent.Length)],
                StringComparison.OrdinalIgnoreCase), Answer = StrangerStories.NotTold };
    }

    /// <summary>The same question after one more sentence, which moves the person with a verb that training never saw.</summary>
    private static StoryQuestion? MoveOddly(StoryQuestion question, StrangerNames names, Random random)
    {
        var asked = names.People.Where(name => question.Text.Contains(name, StringComparison.Ordinal)).MaxBy(name => name.Length);
        var place = names.Places[random.Next(names.Places.Count)];
        return asked is null ? null : question with
        {
            Story = [.. question.Story, $"{asked} {names.Odd[random.Next(names.Odd.Count)]} to {place}."],
            Answer = place.Replace("the ", "", StringComparison.Ordinal),
        };
    }

    private static string Line(string id, string kind, StoryQuestion question)
    {
        var line = new JsonObject
        {
            ["id"] = id,
            ["kind"] = kind,
            ["text"] = question.Text,
            ["story"] = new JsonArray([.. question.Story.Select(sentence => (JsonNode)sentence)]),
            ["answers"] = question.Answer == StrangerStories.NotTold ? null
                : new JsonArray([.. question.Answer.Split(',').Select(answer => (JsonNode)answer)]),
        };
        if (kind == "other-words")
            line["orDecline"] = true;
        return line.ToJsonString(JsonSerializerOptions.Default);
    }
}
