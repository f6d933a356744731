using Engram.Training.Loop;

namespace Engram.Training.Recipes.Memories;

/// <summary>A question with its right answers.</summary>
/// <param name="Text">The question without markup, with blanks between words.</param>
/// <param name="Answers">Right answers, at least one.</param>
/// <param name="Marked">The entity that the file marks in the question (MetaQA), or null.</param>
/// <param name="Type">Its type, when a file of types is given.</param>
public sealed record AskedQuestion(string Text, IReadOnlyList<string> Answers, string? Marked = null, string? Type = null);

/// <summary>Reads questions of WikiMovies and MetaQA: one <c>question TAB answer|answer</c> per line. A question is plain text, or lower
/// case with the words of a name joined by <c>_</c>, or has its entity in brackets (<c>[Tom Cullen]</c>). Markup is removed.</summary>
public static class QuestionFile
{
    /// <param name="path">The questions.</param>
    /// <param name="types">File with the type of each question, line by line; null for none.</param>
    /// <exception cref="ExperimentException">A file is missing, a line is malformed, or the number of types differs from that of
    /// questions.</exception>
    public static IReadOnlyList<AskedQuestion> Read(string path, string? types = null)
    {
        if (!File.Exists(path))
            throw new ExperimentException($"There is no {path}; questions are one a line: question<TAB>answer|answer.");
        var questions = File.ReadLines(path).Index().Where(line => !string.IsNullOrWhiteSpace(line.Item))
            .Select(line => ReadLine(path, line.Index + 1, line.Item)).ToArray();
        if (questions.Length == 0)
            throw new ExperimentException($"{path} holds no question; one is question<TAB>answer|answer a line.");
        if (types is null)
            return questions;
        if (!File.Exists(types))
            throw new ExperimentException($"There is no {types}; it holds the type of each question of {path}, one a line.");
        var named = File.ReadLines(types).Where(line => !string.IsNullOrWhiteSpace(line)).Select(line => line.Trim()).ToArray();
        return named.Length == questions.Length
            ? [.. questions.Zip(named, (question, type) => question with { Type = type })]
            : throw new ExperimentException(
                $"{types} has {named.Length} types for the {questions.Length} questions of {path}; each question needs one.");
    }

    private static AskedQuestion ReadLine(string path, int number, string line)
    {
        if (line.Split('\t') is not [var question, var answers] || string.IsNullOrWhiteSpace(question))
            throw Wrong(path, number);
        string[] right = [.. answers.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        if (right.Length == 0)
            throw Wrong(path, number);
        var (start, end) = (question.IndexOf('[', StringComparison.Ordinal), question.LastIndexOf(']'));
        if (start < 0 || end <= start + 1)
            return new AskedQuestion(question.Replace('_', ' ').Trim(), right);
        var marked = question[(start + 1)..end];
        return new AskedQuestion($"{question[..start]}{marked}{question[(end + 1)..]}".Trim(), right, marked);
    }

    private static ExperimentException Wrong(string path, int number) =>
        new($"Line {number} of {path} is no question; one is question<TAB>answer|answer.");
}
