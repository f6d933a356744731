using System.Buffers;

namespace Engram.Cli.Memories;

/// <summary>A question with its answers, as WikiMovies and MetaQA have them: <c>question&lt;TAB&gt;answer|answer</c> a line.</summary>
/// <param name="Text">The question in plain words: MetaQA's <c>[entity]</c> marks are taken away, words that WikiMovies joins by <c>_</c> are parted.</param>
/// <param name="Answers">All that are right.</param>
public sealed record AnsweredQuestion(string Text, IReadOnlyList<string> Answers)
{
    private static readonly SearchValues<char> Brackets = SearchValues.Create("[]");

    /// <exception cref="CommandException">A line is no question with answers; says which.</exception>
    public static IEnumerable<AnsweredQuestion> Read(FileInfo file)
    {
        ArgumentNullException.ThrowIfNull(file);
        foreach (var (index, line) in File.ReadLines(file.FullName).Index())
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            if (line.Split('\t') is not [{ Length: > 0 } question, { Length: > 0 } answers])
                throw new CommandException($"{file.FullName}, line {index + 1}: '{line}' is no question with its answers. Give question<TAB>answer|answer.");
            var plain = string.Concat(question.Replace('_', ' ').Where(c => !Brackets.Contains(c)));
            yield return new AnsweredQuestion(plain, answers.Split('|', StringSplitOptions.RemoveEmptyEntries));
        }
    }
}
