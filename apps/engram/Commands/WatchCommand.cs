using System.CommandLine;
using System.Globalization;
using Engram.ApiContracts.Posts;
using Engram.Client;
using Engram.CommandLine;

namespace Engram.Cli.Commands;

/// <summary><c>engram watch</c>: prints posts as they get their results, until Ctrl-C. It resumes by itself after a break.</summary>
public static class WatchCommand
{
    public static Command Create()
    {
        var state = new Option<PostState?>("--state") { Description = "Only posts in this state: tagged or failed.", HelpName = "STATE" };
        var source = new Option<string?>("--source") { Description = "Only posts of this source.", HelpName = "SOURCE" };
        var author = new Option<string?>("--author") { Description = "Only posts of this author; needs --source.", HelpName = "ID" };
        var tag = new Option<string?>("--tag") { Description = "Only posts tagged with this keyphrase.", HelpName = "TAG" };
        var language = new Option<string?>("--language") { Description = "Only posts with this language tag.", HelpName = "TAG" };
        var count = new Option<int?>("--count") { Description = "End after this many events. Default: never.", HelpName = "N" };
        var command = new Command("watch", "Watch posts as they are tagged, fail or are deleted, until Ctrl-C.")
        {
            state, source, author, tag, language, count, CommonOptions.GatewayUrl,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var filters = new Dictionary<string, string?>
            {
                ["state"] = parsed.GetValue(state)?.ToString(),
                ["source"] = parsed.GetValue(source),
                ["author"] = parsed.GetValue(author),
                ["tag"] = parsed.GetValue(tag),
                ["language"] = parsed.GetValue(language),
            };
            using var gateway = GatewayClient.Open(parsed);
            var report = new Report(parsed);
            var events = gateway.WatchPostsAsync(filters, reason => Report.Progress($"engram: {reason}"), cancellationToken);
            await foreach (var happened in parsed.GetValue(count) is { } most ? events.Take(most) : events)
                report.Line(happened, Describe);
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Describe(PostEvent happened) => happened switch
    {
        { Deleted: { } deleted } => $"{deleted.Id}\tdeleted",
        { Post: { State: PostState.Failed } failed } => $"{failed.Id}\tfailed: {failed.Failure?.Reason}",
        { Post: { } post } => $"{post.Id}\t{OneLine(post.Text)}\t{Tags(post)}",
        _ => happened.Type,
    };

    private static string Tags(PostResource post) => string.Join(
        ", ", post.Keyphrases.Select(tag => string.Create(CultureInfo.InvariantCulture, $"{tag.Phrase} {tag.Score:F2}")));

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
