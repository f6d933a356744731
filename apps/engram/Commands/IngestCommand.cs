using System.CommandLine;
using Engram.ApiContracts.Posts;
using Engram.Cli.Posts;
using Engram.Client;
using Engram.CommandLine;
using Engram.Streams;

namespace Engram.Cli.Commands;

/// <summary><c>engram ingest</c>: sends a file of posts in any form, and prints the keyphrases of each.</summary>
public static class IngestCommand
{
    public static Command Create()
    {
        var file = NdjsonInput.Argument(
            "Posts as X, Bluesky's Jetstream or Mastodon give them, as RSS, Atom or CSV, or {\"id\", \"text\", \"picture\": path or URL} "
                + "a line; also packed by gzip or zstd.");
        var format = new Option<string>("--format")
        {
            Description = $"Form of the file: {string.Join(", ", StreamForms.Names)}.",
            DefaultValueFactory = _ => StreamForms.NameOf(StreamForm.Auto),
            HelpName = "FORM",
        };
        format.AcceptOnlyFromAmong([.. StreamForms.Names]);
        var noWait = new Option<bool>("--no-wait") { Description = "Don't wait for keyphrases: only hand the posts over." };
        var pictures = new Option<DirectoryInfo?>("--pictures")
        {
            Description =
                "Folder with the platform's pictures, named as the last part of their addresses. Those that are not there are fetched.",
            HelpName = "DIR",
        };
        var refusals = new Option<string?>("--refused") { Description = "File for the lines that are not taken, and why: {\"line\", "
            + "\"problem\"} a line.", HelpName = "FILE" };
        var command = new Command("ingest", "Post a file of posts and print what becomes of each.")
        {
            file, format, pictures, noWait, CommonOptions.PatienceSeconds, CommonOptions.Resume, refusals, CommonOptions.GatewayUrl,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var report = new Report(parsed);
            var options = new IngestOptions(
                parsed.GetRequiredValue(file), StreamForms.Find(parsed.GetRequiredValue(format))!.Value,
                parsed.GetValue(pictures)?.FullName, parsed.GetValue(CommonOptions.Resume), parsed.GetValue(refusals));
            var patience = TimeSpan.FromSeconds(parsed.GetValue(CommonOptions.PatienceSeconds));
            var ingestion = new Ingestion(gateway, wait: !parsed.GetValue(noWait), patience);
            var run = new IngestRun(ingestion, options, line => report.Line(line, Describe));
            await run.RunAsync(cancellationToken);
            if (run.Failed > 0)
                Report.Progress($"engram: {run.Failed} posts were not tagged.");
            return run.Failed == 0 ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static string Describe(IngestedPost line) => line.Post switch
    {
        null when line.Deleted is { } deleted => $"line {line.Line}: deleted: {deleted}",
        null => $"line {line.Line}: {line.Problem}",
        { State: PostState.Failed } post => $"{post.Id}: failed: {post.Failure?.Reason}",
        { State: PostState.Tagged, Keyphrases.Count: 0 } post =>
            $"{post.Id}: no keyphrases{(post.Reason is { } reason ? $" ({reason})" : "")}",
        { State: PostState.Tagged } post => $"{post.Id}: {string.Join(", ", post.Keyphrases.Select(keyphrase => keyphrase.Phrase))}",
        var post => $"{post.Id}: taken",
    };
}
