using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Engram.Cli.Ledger;
using Engram.Cli.Output;
using Spectre.Console;

namespace Engram.Cli.Commands;

/// <summary><c>engram ledger</c>: proves that nothing was lost or done twice.</summary>
public static class LedgerCommand
{
    private const int ShownIds = 10;

    public static Command Create()
    {
        var file = NdjsonInput.Argument("Ids of posts that were taken, one a line, or what 'engram ingest --json' printed.");
        var command = new Command("ledger", "Check that each post that was taken has exactly one outcome.") { file, CommonOptions.GatewayUrl };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var taken = await ReadIdsAsync(parsed.GetRequiredValue(file), cancellationToken);
            var ledger = await PostLedger.CheckAsync(taken, gateway.ListPostsAsync(cancellationToken), cancellationToken);
            new Report(parsed).Document(ledger, Draw);
            return ledger.IsBalanced ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static async Task<IReadOnlyList<string>> ReadIdsAsync(string path, CancellationToken cancellationToken)
    {
        using var reader = NdjsonInput.Open(path);
        var ids = new List<string>();
        for (var number = 1L; await reader.ReadLineAsync(cancellationToken) is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            try
            {
                if (IdIn(line.Trim()) is { } id)
                    ids.Add(id);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
            {
                throw new CommandException($"Line {number} of {path} is neither an id nor what 'engram ingest --json' prints: {e.Message}");
            }
        }

        return ids;
    }

    // A line of 'ingest --json' without a post was refused, so it owes no outcome.
    private static string? IdIn(string line)
    {
        if (!line.StartsWith('{'))
            return line;
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        if (root.TryGetProperty("post", out var post))
            return post.ValueKind == JsonValueKind.Object ? post.GetProperty("id").GetString() : null;
        return root.TryGetProperty("id", out var id) ? id.GetString() : null;
    }

    private static Table Draw(PostLedger ledger)
    {
        var table = Tables.WithColumns("Outcome", "Posts", "Ids");
        table.AddTexts("tagged", Number(ledger.Tagged), "").AddTexts("failed, with a reason", Number(ledger.Failed), "");
        foreach (var (outcome, ids) in (IEnumerable<(string, IReadOnlyList<string>)>)[("pending", ledger.Pending), ("lost", ledger.Lost), ("duplicated", ledger.Duplicated)])
            table.AddTexts(outcome, Number(ids.Count), string.Join(", ", ids.Take(ShownIds)) + (ids.Count > ShownIds ? ", ..." : ""));
        return table;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
