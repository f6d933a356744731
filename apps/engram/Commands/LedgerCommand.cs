using System.CommandLine;
using System.Globalization;
using Engram.Cli.Ledger;
using Engram.Client;
using Engram.CommandLine;
using Spectre.Console;

namespace Engram.Cli.Commands;

/// <summary><c>engram ledger</c>: checks that nothing was lost or done twice.</summary>
public static class LedgerCommand
{
    private const int ShownIds = 10;

    public static Command Create()
    {
        var file = NdjsonInput.Argument(
            "Ids of posts that were taken, one a line, or what 'engram ingest --json' or 'engram ask --json' printed.");
        var areQuestions = new Option<bool>("--questions") { Description = "Ids that stand alone are of questions." };
        var command = new Command("ledger", "Check that each post or question that was taken has exactly one outcome.")
        {
            file, areQuestions, CommonOptions.GatewayUrl,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var taken = await TakenIds.ReadAsync(parsed.GetRequiredValue(file), parsed.GetValue(areQuestions), cancellationToken);
            var report = new Report(parsed);
            if (taken.AreQuestions)
            {
                var questions = gateway.ListQuestionsAsync([], cancellationToken);
                return Tell(report, await QuestionLedger.CheckAsync(taken.Ids, questions, cancellationToken), Draw);
            }

            var posts = gateway.ListPostsAsync([], cancellationToken);
            return Tell(report, await PostLedger.CheckAsync(taken.Ids, posts, cancellationToken), Draw);
        });
        return command;
    }

    private static int Tell<T>(Report report, T ledger, Func<T, Table> draw)
        where T : TakenLedger
    {
        report.Document(ledger, draw);
        return ledger.IsBalanced ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static Table Draw(PostLedger ledger) =>
        Draw("Posts", ledger, ("tagged", ledger.Tagged), ("failed, with a reason", ledger.Failed));

    private static Table Draw(QuestionLedger ledger) => Draw(
        "Questions", ledger,
        ("answered", ledger.Answered), ("unanswered, with a reason", ledger.Unanswered), ("failed, with a reason", ledger.Failed));

    private static Table Draw(string what, TakenLedger ledger, params (string Outcome, int Number)[] outcomes)
    {
        var table = Tables.WithColumns("Outcome", what, "Ids");
        foreach (var (outcome, number) in outcomes)
            table.AddTexts(outcome, Number(number), "");
        foreach (var (outcome, ids) in (IEnumerable<(string, IReadOnlyList<string>)>)[("pending", ledger.Pending), ("lost", ledger.Lost),
            ("duplicated", ledger.Duplicated)])
            table.AddTexts(outcome, Number(ids.Count), string.Join(", ", ids.Take(ShownIds)) + (ids.Count > ShownIds ? ", ..." : ""));
        return table;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
