using System.CommandLine;
using Engram.ApiContracts.Posts;
using Engram.Cli.Output;
using Engram.Client;
using Engram.CommandLine;

namespace Engram.Cli.Commands;

/// <summary><c>engram watch</c>: prints posts as they get their results, until Ctrl-C. It resumes by itself after a break.</summary>
public static class WatchCommand
{
    public static Command Create()
    {
        var filters = PostFilters.Create();
        var count = new Option<int?>("--count") { Description = "End after this many events. Default: never.", HelpName = "N" };
        var command = new Command("watch", "Watch posts as they are tagged, fail or are deleted, until Ctrl-C.")
        {
            count, CommonOptions.GatewayUrl,
        };
        filters.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var report = new Report(parsed);
            var events = gateway.WatchPostsAsync(
                filters.Read(parsed), reason => Report.Progress($"engram: {reason}"), cancellationToken);
            await foreach (var happened in parsed.GetValue(count) is { } most ? events.Take(most) : events)
                report.Line(happened, Describe);
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Describe(WatchedPost happened) =>
        happened.Post is { } post ? PostTable.Line(post) : $"{happened.Deleted?.Id}\tdeleted";
}
