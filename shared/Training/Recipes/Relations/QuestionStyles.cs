using Engram.Text.Questions;

namespace Engram.Training.Recipes.Relations;

/// <summary>Ways to phrase a question: politely, with a noun for the entity, with the name in front.</summary>
internal static class QuestionStyles
{
    private static readonly string[] Openings =
    [
        "tell me", "do you know", "can you tell me", "i want to know", "please tell me", "i would like to know", "could you say",
        "any idea", "does anyone know", "remind me", "hey ,",
        "please :", "quick question :", "so ,", "ok ,", "i wonder", "just curious ,", "find out", "let me know", "say ,", "i need to know",
        "do you happen to know", "question :", "help me out :",
    ];

    private static readonly string[] Closings =
        ["please", "thanks", "exactly", "again", "by the way", "do you know", "any idea", "right now"];

    private static readonly string[] Fronts = ["{x} -", "{x} :", "about {x} :", "{x} ,", "regarding {x} ,", "{x} ..."];

    /// <summary>Words that a style can add.</summary>
    public static IEnumerable<string> Words => Openings.Concat(Closings).Concat(Fronts).Append("the this that it one");

    /// <summary>Texts with the words that a style can put right beside an entity.</summary>
    public static IEnumerable<string> Beside =>
        Closings.Select(closing => $"{{x}} {closing}").Concat(Openings.Select(opening => $"{opening} {{x}}")).Concat(Fronts)
        .Concat(
            (
                (string[])["who", "what", "which", "when", "where", "how", "is", "was", "did", "the", "name", "list", "by", "in", "from",
                    "on"]).Select(first => $"{{x}} {first}"));

    /// <param name="template">A question with <c>{x}</c>.</param>
    /// <param name="things">Nouns for {x}.</param>
    /// <param name="random">Draws the style and its words.</param>
    public static string Draw(string template, IReadOnlyList<string> things, Random random)
    {
        var thing = things.Count > 0 ? things[random.Next(things.Count)] : null;
        return random.NextDouble() switch
        {
            < 0.2 => $"{Openings[random.Next(Openings.Length)]} {template}",
            < 0.4 when thing is not null => template.Replace(QuestionLexicon.Subject,
                $"{(random.Next(4) == 0 ? "" : "the ")}{thing} {QuestionLexicon.Subject}", StringComparison.Ordinal),
            < 0.5 when !template.Contains(QuestionLexicon.Claimed, StringComparison.Ordinal) => InFront(template, thing, random),
            < 0.55 => $"{template} {Closings[random.Next(Closings.Length)]}",
            _ => template,
        };
    }

    private static string InFront(string template, string? thing, Random random)
    {
        string[] stands = thing is null ? ["it", "that"] : ["it", "that", $"this {thing}", $"the {thing}"];
        return $"{Fronts[random.Next(Fronts.Length)]} "
            + $"{template.Replace(QuestionLexicon.Subject, stands[random.Next(stands.Length)], StringComparison.Ordinal)}";
    }
}
