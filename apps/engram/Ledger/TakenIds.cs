using System.Text.Json;
using Engram.CommandLine;

namespace Engram.Cli.Ledger;

/// <summary>Ids of accepted posts or questions.</summary>
/// <param name="Ids">The ids.</param>
/// <param name="AreQuestions">Whether the ids are of questions: as stated in the lines, otherwise on the command line.</param>
internal sealed record TakenIds(IReadOnlyList<string> Ids, bool AreQuestions)
{
    private const string Post = "post";
    private const string Question = "question";

    /// <summary>Reads a file of ids, one per line, or the output of <c>engram ingest --json</c>, <c>engram ask --json</c> or a stream of
    /// the gateway.</summary>
    /// <param name="path">The file, or <c>-</c> for standard input.</param>
    /// <param name="areQuestions">Whether lines that hold only an id are of questions.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="CommandException">A line holds no id, or the file mixes posts and questions.</exception>
    public static async Task<TakenIds> ReadAsync(string path, bool areQuestions, CancellationToken cancellationToken)
    {
        using var reader = NdjsonInput.Open(path);
        var taken = new List<(string Kind, string Id)>();
        for (var number = 1L; await reader.ReadLineAsync(cancellationToken) is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            try
            {
                if (Read(line.Trim(), areQuestions ? Question : Post) is { } id)
                    taken.Add(id);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
            {
                throw new CommandException(
                    $"Line {number} of {path} is neither an id nor what 'engram ingest --json' or 'engram ask --json' prints: {e.Message}");
            }
        }

        return taken.Select(id => id.Kind).Distinct().ToArray() switch
        {
            [] => new TakenIds([], areQuestions),
            [var kind] => new TakenIds([.. taken.Select(id => id.Id)], kind == Question),
            _ => throw new CommandException($"{path} holds ids of posts and of questions; check them apart."),
        };
    }

    // A line without a post or question was rejected, so it needs no outcome.
    private static (string Kind, string Id)? Read(string line, string kind)
    {
        if (!line.StartsWith('{'))
            return (kind, line);
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        foreach (var member in (string[])[Post, Question])
        {
            if (root.TryGetProperty(member, out var taken))
                return taken.ValueKind == JsonValueKind.Object ? (member, taken.GetProperty("id").GetString()!) : null;
        }

        return root.TryGetProperty("id", out var id) ? (kind, id.GetString()!) : null;
    }
}
