using System.CommandLine;
using Engram.Cli.Output;
using Engram.Gateway.Questions;

namespace Engram.Cli.Commands;

/// <summary><c>engram ask</c>: a question to a memory set. "Unanswered" is an answer too: the exit code is 0.</summary>
public static class AskCommand
{
    public static Command Create()
    {
        var question = new Argument<string>("question") { Description = "The question's words." };
        var memory = new Option<string>("--memory") { Description = "Memory set to ask.", Required = true, HelpName = "SET" };
        var answers = new Option<int?>("--answers") { Description = "Most answers wanted, 1 to 20. Default 3.", HelpName = "N" };
        var command = new Command("ask", "Ask a memory set, and print the answers with their evidence.") { question, memory, answers, CommonOptions.GatewayUrl };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var asked = await gateway.AskAsync(
                new QuestionRequest { Text = parsed.GetRequiredValue(question), Memory = parsed.GetRequiredValue(memory), MaxAnswers = parsed.GetValue(answers) },
                cancellationToken);
            new Report(parsed).Document(asked, QuestionTable.Draw);
            return ExitCodes.Done;
        });
        return command;
    }
}
