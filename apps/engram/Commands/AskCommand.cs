using System.CommandLine;
using Engram.ApiContracts.Questions;
using Engram.Cli.Output;
using Engram.Cli.Questions;
using Engram.Client;
using Engram.CommandLine;

namespace Engram.Cli.Commands;

/// <summary><c>engram ask</c>: asks a memory set, or about a story, one question or a file of questions. "Unanswered" is a valid result
/// with exit code 0, unless the requested model does not exist.</summary>
public static class AskCommand
{
    private const string StandardInput = "-";

    public static Command Create()
    {
        var question = new Argument<string?>("question")
        {
            Description = "The question's words. '-' is the same as --file -.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var file = new Option<string?>("--file")
        {
            Description = "Questions, a line each: words, or JSON as POST /v1/questions takes it. '-' is standard input.",
            HelpName = "FILE",
        };
        var memory = new Option<string?>("--memory") { Description = "Memory set to ask.", HelpName = "SET" };
        var story =
            new Option<FileInfo?>("--story") { Description = "File with the story to ask about, a sentence a line.", HelpName = "FILE" };
        var model = new Option<string?>("--model") { Description = "Model package that is to answer. Default: the one for memory sets, "
            + "or for stories.", HelpName = "NAME" };
        var answers = new Option<int?>("--answers") { Description = "Most answers wanted, 1 to 1000. Default 100.", HelpName = "N" };
        var command = new Command("ask", "Ask a memory set or about a story, and print the answers with their evidence.")
        {
            question, file, memory, story, model, answers, CommonOptions.PatienceSeconds, CommonOptions.Resume, CommonOptions.GatewayUrl,
        };
        command.Validators.Add(result =>
        {
            var words = result.GetResult(question)?.Tokens is [var token] && token.Value != StandardInput;
            var lines = result.GetResult(file) is not null || result.GetResult(question)?.Tokens is [{ Value: StandardInput }];
            if (words == lines)
                result.AddError("Say what to ask: either the question's words or --file FILE.");
            else if (words && result.GetResult(memory) is null == (result.GetResult(story) is null))
                result.AddError("Say what to ask: either --memory SET or --story FILE.");
            else if (words && result.GetResult(CommonOptions.Resume) is not null)
                result.AddError("--resume goes on in a file: name it with --file FILE.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var asked = new QuestionRequest
            {
                Memory = parsed.GetValue(memory),
                Story = parsed.GetValue(story) is { } sentences ? ReadStory(sentences) : null,
                Model = parsed.GetValue(model),
                MaxAnswers = parsed.GetValue(answers),
            };
            using var gateway = GatewayClient.Open(parsed);
            var report = new Report(parsed);
            if (parsed.GetValue(question) is { } words and not StandardInput)
                return await AskAsync(gateway, asked with { Text = words }, report, cancellationToken);
            var options = new AskOptions(parsed.GetValue(file) ?? StandardInput, asked, parsed.GetValue(CommonOptions.Resume));
            var patience = new Patience(TimeSpan.FromSeconds(parsed.GetValue(CommonOptions.PatienceSeconds)));
            return await AskAllAsync(gateway, patience, options, report, cancellationToken);
        });
        return command;
    }

    private static async Task<int> AskAsync(
        GatewayClient gateway, QuestionRequest asked, Report report, CancellationToken cancellationToken)
    {
        var question = await gateway.AskAsync(asked, cancellationToken);
        report.Document(question, QuestionTable.Draw);
        if (!IsLost(question))
            return ExitCodes.Done;
        Report.Progress($"engram: {question.Reason}");
        return ExitCodes.Failed;
    }

    private static async Task<int> AskAllAsync(
        GatewayClient gateway, Patience patience, AskOptions options, Report report, CancellationToken cancellationToken)
    {
        var (refused, lost) = (0, 0);
        var run = new AskRun(gateway, patience, options, line =>
        {
            refused += line.Question is null ? 1 : 0;
            lost += line.Question is { } question && IsLost(question) ? 1 : 0;
            report.Line(line, Describe);
        });
        await run.RunAsync(cancellationToken);
        if (refused > 0)
            Report.Progress($"engram: {refused} lines were not asked.");
        if (lost > 0)
            Report.Progress($"engram: {lost} questions got no answer, or name a model that is not there.");
        return refused + lost == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    /// <summary>Whether no model read the question.</summary>
    private static bool IsLost(QuestionResource question) => question is { State: QuestionState.Failed } or { Code: "unknown-model" };

    private static string Describe(AskedLine line) =>
        line.Question is { } question ? QuestionTable.Line(question) : $"line {line.Line}: {line.Problem}";

    private static IReadOnlyList<string> ReadStory(FileInfo file) => file.Exists
        ? [.. File.ReadLines(file.FullName).Select(line => line.Trim()).Where(line => line.Length > 0)]
        : throw new CommandException($"{file} does not exist.");
}
