using System.CommandLine;
using Engram.ApiContracts.Questions;
using Engram.Cli.Output;
using Engram.Client;
using Engram.CommandLine;

namespace Engram.Cli.Commands;

/// <summary><c>engram questions get|list|delete</c>: questions asked earlier.</summary>
public static class QuestionsCommand
{
    private const int ShownByDefault = 50;
    private const int MostShown = 1_000_000;

    public static Command Create() =>
        new("questions", "Get, list and delete questions that were asked.") { CreateGet(), CreateList(), CreateDelete() };

    private static Command CreateGet()
    {
        var id = IdArgument();
        var command = new Command("get", "Show a question with its answers and their evidence.") { id, CommonOptions.GatewayUrl };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            new Report(parsed).Document(await gateway.GetQuestionAsync(parsed.GetRequiredValue(id), cancellationToken), QuestionTable.Draw);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateList()
    {
        var memory = new Option<string?>("--memory") { Description = "Only questions to this memory set.", HelpName = "SET" };
        var state = new Option<QuestionState?>("--state")
        {
            Description = "Only questions in this state: asked, answered, unanswered or failed.",
            HelpName = "STATE",
        };
        var model = new Option<string?>("--model")
        {
            Description = "Only questions that this model answered, declined or is to answer.",
            HelpName = "NAME[/VERSION]",
        };
        var from = new Option<string?>("--from") { Description = "Only questions asked from this time on, ISO 8601.", HelpName = "TIME" };
        var to = new Option<string?>("--to") { Description = "Only questions asked before this time, ISO 8601.", HelpName = "TIME" };
        var count = new Option<int>("--count")
        {
            Description = "Most questions to show.",
            DefaultValueFactory = _ => ShownByDefault,
            HelpName = "N",
        };
        var command = new Command("list", "List questions, newest first.")
        {
            memory, state, model, from, to, count.Between(1, MostShown), CommonOptions.GatewayUrl,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var filters = new Dictionary<string, string?>
            {
                ["memory"] = parsed.GetValue(memory),
                ["state"] = parsed.GetValue(state)?.ToString(),
                ["model"] = parsed.GetValue(model),
                ["from"] = parsed.GetValue(from),
                ["to"] = parsed.GetValue(to),
            };
            using var gateway = GatewayClient.Open(parsed);
            var report = new Report(parsed);
            await foreach (var question in gateway.ListQuestionsAsync(filters, cancellationToken).Take(parsed.GetValue(count)))
                report.Line(question, shown => $"{shown.Id}\t{QuestionTable.Line(shown)}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateDelete()
    {
        var id = IdArgument();
        var command = new Command("delete", "Delete a question with its answer.") { id, CommonOptions.GatewayUrl };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var deleted = parsed.GetRequiredValue(id);
            await gateway.DeleteQuestionAsync(deleted, cancellationToken);
            new Report(parsed).Document(new { deleted }, _ => Tables.Sentence($"Deleted {deleted}."));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Argument<string> IdArgument() => new("id") { Description = "Id of the question." };
}
