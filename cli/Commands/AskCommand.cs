using System.CommandLine;
using System.Globalization;
using Engram.Cli.Output;
using Engram.Cli.Questions;
using Engram.Gateway.Questions;

namespace Engram.Cli.Commands;

/// <summary><c>engram ask</c>: a question, or a file of them, to a memory set or about a story. "Unanswered" is an answer too: the exit code is 0.</summary>
public static class AskCommand
{
    private const int QuestionsAtOnce = 32;

    public static Command Create()
    {
        var question = new Argument<string>("question")
        {
            Description = "The question's words. '-' reads questions from standard input, a line each: words, or JSON as POST /v1/questions takes it.",
        };
        var memory = new Option<string?>("--memory") { Description = "Memory set to ask.", HelpName = "SET" };
        var story = new Option<FileInfo?>("--story") { Description = "File with the story to ask about, a sentence a line.", HelpName = "FILE" };
        var model = new Option<string?>("--model") { Description = "Model package that is to answer. Default: the one for memory sets, or for stories.", HelpName = "NAME" };
        var answers = new Option<int?>("--answers") { Description = "Most answers wanted, 1 to 1000. Default 100.", HelpName = "N" };
        var command = new Command("ask", "Ask a memory set or about a story, and print the answers with their evidence.") { question, memory, story, model, answers, CommonOptions.GatewayUrl };
        command.Validators.Add(result =>
        {
            if (result.GetResult(question)?.Tokens is [var words] && !NdjsonInput.IsStandardInput(words.Value) && result.GetResult(memory) is null == (result.GetResult(story) is null))
                result.AddError("Say what to ask: either --memory SET or --story FILE.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var asked = new QuestionRequest
            {
                Text = parsed.GetRequiredValue(question),
                Memory = parsed.GetValue(memory),
                Story = parsed.GetValue(story) is { } file ? ReadStory(file) : null,
                Model = parsed.GetValue(model),
                MaxAnswers = parsed.GetValue(answers),
            };
            using var gateway = GatewayClient.Open(parsed);
            if (NdjsonInput.IsStandardInput(asked.Text))
                return await AskAllAsync(gateway, asked, new Report(parsed), cancellationToken);
            new Report(parsed).Document(await gateway.AskAsync(asked, cancellationToken), QuestionTable.Draw);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<int> AskAllAsync(GatewayClient gateway, QuestionRequest defaults, Report report, CancellationToken cancellationToken)
    {
        var refused = 0;
        await foreach (var lines in QuestionFile.ReadAsync(Console.In, defaults, cancellationToken).Chunk(QuestionsAtOnce))
        {
            foreach (var line in await AskAsync(gateway, lines, cancellationToken))
            {
                refused += line.Question is null ? 1 : 0;
                report.Line(line, Describe);
            }
        }

        if (refused > 0)
            Report.Progress($"engram: {refused} lines were not asked.");
        return refused == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static async Task<IEnumerable<AskedQuestion>> AskAsync(GatewayClient gateway, ReadQuestion[] lines, CancellationToken cancellationToken)
    {
        var faults = lines.Where(line => line.Question is null).Select(line => new AskedQuestion(line.Line, Question: null, line.Fault));
        ReadQuestion[] questions = [.. lines.Where(line => line.Question is not null)];
        if (questions.Length == 0)
            return faults;
        var answers = await gateway.AskLinesAsync(questions.Select(line => line.Question!), cancellationToken);
        var asked = await Task.WhenAll(questions.Zip(answers, async (line, answer) => answer.Question is { } taken
            ? new AskedQuestion(line.Line, await gateway.FinishAsync(taken, cancellationToken), Problem: null)
            : new AskedQuestion(line.Line, Question: null, $"{answer.Problem?.Title} ({answer.Status}): {answer.Problem?.Detail}")));
        return faults.Concat(asked).OrderBy(line => line.Line);
    }

    private static string Describe(AskedQuestion line) => line.Question switch
    {
        null => $"line {line.Line}: {line.Problem}",
        { Answer: { } answer } question => string.Create(CultureInfo.InvariantCulture, $"{question.Text}\t{answer} ({question.Score:F3})"),
        var question => $"{question.Text}\t{question.State.ToString().ToLowerInvariant()}: {question.Reason}",
    };

    private static IReadOnlyList<string> ReadStory(FileInfo file) => file.Exists
        ? [.. File.ReadLines(file.FullName).Select(line => line.Trim()).Where(line => line.Length > 0)]
        : throw new CommandException($"{file} does not exist.");
}
