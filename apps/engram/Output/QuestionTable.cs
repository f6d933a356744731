using System.Globalization;
using Engram.ApiContracts.Questions;
using Engram.CommandLine;
using Spectre.Console;

namespace Engram.Cli.Output;

/// <summary>A question with its answers and the memories that support them.</summary>
internal static class QuestionTable
{
    private const int ShownMemories = 3;

    public static Table Draw(QuestionResource question)
    {
        var table = Tables.WithColumns("Question", "Answers (probability)", "Evidence: hop, weight, key -> value");
        return table.AddTexts($"{question.Id}\n{question.Text}", Answers(question), Evidence(question));
    }

    /// <summary>The question and its result as one line.</summary>
    public static string Line(QuestionResource question) => question.Answer is { } answer
        ? string.Create(CultureInfo.InvariantCulture, $"{question.Text}\t{answer} ({question.Score:F3})")
        : $"{question.Text}\t{question.State.ToString().ToLowerInvariant()}{(question.Reason is { } reason ? $": {reason}" : "")}";

    private static string Answers(QuestionResource question)
    {
        string[] result = question.Answer is null
            ? [$"{question.State.ToString().ToLowerInvariant()}: {question.Reason}"]
            : [string.Create(CultureInfo.InvariantCulture, $"score {question.Score:F3}"),
                .. question.Answers.Select(answer => string.Create(CultureInfo.InvariantCulture, $"{answer.Text} ({answer.Score:F3})"))];
        string[] notes =
        [
            .. question.ReadAs.Select(name => $"read as {name.Name}"),
            .. question.Conflict.Count > 0 ? ["these contradict each other"] : Array.Empty<string>(),
            .. question.AnswersInAll is { } all ? [$"{all} in all"] : Array.Empty<string>(),
            .. question.UnexplainedWords.Count > 0 ? [$"nothing explains: {string.Join(", ", question.UnexplainedWords)}"]
                : Array.Empty<string>(),
        ];
        return string.Join('\n', [.. result, .. notes]);
    }

    private static string Evidence(QuestionResource question) => string.Join('\n', question.Evidence.SelectMany(hop =>
        hop.Memories.Take(ShownMemories).Select(memory =>
            string.Create(CultureInfo.InvariantCulture, $"{hop.Hop}  {memory.Weight:F3}  {memory.Key} -> {memory.Value}"))));
}
