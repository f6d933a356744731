using System.Globalization;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Stories;

/// <summary>Reads stories in the format of the bAbI tasks (Weston et al. 2016). A line is <c>number sentence</c> or <c>number question TAB
/// answer TAB numbers of the supporting sentences</c>; number 1 starts a new story.</summary>
public static class BabiFile
{
    /// <summary>Reads every question of a file together with the sentences before it.</summary>
    /// <exception cref="ExperimentException">A line is malformed; the message names it.</exception>
    public static IReadOnlyList<StoryQuestion> Read(string path) => Parse(File.ReadLines(path), path);

    /// <param name="lines">Lines in that format.</param>
    /// <param name="path">File the lines come from, for error messages.</param>
    public static IReadOnlyList<StoryQuestion> Parse(IEnumerable<string> lines, string path)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var questions = new List<StoryQuestion>();
        var sentences = new List<string>();
        var placeOf = new Dictionary<int, int>(); // line number of a sentence -> its index in the story
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
/// <param name="Story">The sentences before it, in order.</param>
/// <param name="Text">The question.</param>
/// <param name="Answer">Its answer. An answer of several words joins them with commas.</param>
/// <param name="Supporting">Indices in <paramref name="Story"/> of the sentences that support the answer, in order of inference; empty when
/// the file names none.</param>
public sealed record StoryQuestion(IReadOnlyList<string> Story, string Text, string Answer, IReadOnlyList<int> Supporting)
{
    /// <summary>Number of its story in the file, from 0. Questions can share a story.</summary>
    public int StoryNumber { get; init; }
}
