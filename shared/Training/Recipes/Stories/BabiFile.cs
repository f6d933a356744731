using System.Globalization;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Stories;

/// <summary>
/// Reads stories in the form of the bAbI tasks (Weston et al. 2016): <c>number sentence</c> or
/// <c>number question TAB answer TAB numbers of the supporting sentences</c> a line; a story begins where the numbers begin again at 1.
/// </summary>
public static class BabiFile
{
    /// <summary>Every question of a file with the sentences told before it.</summary>
    /// <exception cref="ExperimentException">A line is not of that form; the message names it.</exception>
    public static IReadOnlyList<StoryQuestion> Read(string path) => Parse(File.ReadLines(path), path);

    /// <param name="lines">Lines in that form.</param>
    /// <param name="path">Where they are from, for messages.</param>
    public static IReadOnlyList<StoryQuestion> Parse(IEnumerable<string> lines, string path)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var questions = new List<StoryQuestion>();
        var sentences = new List<string>();
        var placeOf = new Dictionary<int, int>(); // number of a sentence's line -> its place in the story
        var (line, story) = (0, -1);
        foreach (var text in lines)
        {
            line++;
            if (string.IsNullOrWhiteSpace(text))
                continue;
            var (number, rest) = Number(text) ?? throw Wrong(path, line, "it does not begin with a line number and a blank");
            if (number == 1)
            {
                story++;
                sentences = [];
                placeOf = [];
            }

            if (rest.Split('\t') is [var question, var answer, .. var supporting])
            {
                questions.Add(new StoryQuestion(
                    [.. sentences], question.Trim(), answer.Trim(),
                    [.. supporting.SelectMany(part => part.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(part => Place(part,
                        placeOf) ?? throw Wrong(path, line, $"its supporting sentence '{part}' is none of the story"))])
                {
                    StoryNumber = story,
                });
            }
            else
            {
                placeOf[number] = sentences.Count;
                sentences.Add(rest.Trim());
            }
        }

        return questions.Count > 0 ? questions : throw new ExperimentException(
            $"{path} holds no question: a line with a question is 'number question<TAB>answer<TAB>supporting lines'.");
    }

    private static (int Number, string Text)? Number(string line) =>
        line.IndexOf(' ', StringComparison.Ordinal) is var blank and > 0
        && int.TryParse(line.AsSpan(0, blank), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? (number, line[(blank + 1)..]) : null;

    private static int? Place(string number, Dictionary<int, int> placeOf) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var named)
            && placeOf.TryGetValue(named, out var place) ? place : null;

    private static ExperimentException Wrong(string path, int line, string what) =>
        new($"Line {line} of {path} is no line of a story: {what}.");
}

/// <summary>A question about a story.</summary>
/// <param name="Story">Sentences told before it, in their order.</param>
/// <param name="Text">The question.</param>
/// <param name="Answer">Its answer; several words are one answer, joined by commas.</param>
/// <param name="Supporting">Places in <paramref name="Story"/> of the sentences the answer rests on, in the order that leads to it; empty
/// when the file names none.</param>
public sealed record StoryQuestion(IReadOnlyList<string> Story, string Text, string Answer, IReadOnlyList<int> Supporting)
{
    /// <summary>Number of the story in its file: several questions may be asked about one.</summary>
    public int StoryNumber { get; init; }
}
