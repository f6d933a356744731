using System.CommandLine;
using Engram.ApiContracts.Posts;
using Engram.Cli.Output;
using Engram.Client;
using Engram.CommandLine;

namespace Engram.Cli.Commands;

/// <summary><c>engram posts list|get|delete</c>, and <c>engram get</c>: posts that were sent earlier.</summary>
public static class PostsCommand
{
    private const int ShownByDefault = 50;
    private const int MostShown = 1_000_000;

    public static Command Create() => new("posts", "Get, list and delete posts.") { CreateGet(), CreateList(), CreateDelete() };

    public static Command CreateGet()
    {
        var id = IdArgument();
        var wait = new Option<bool>("--wait") { Description = "Wait until it is tagged or failed." };
        var command = new Command("get", "Show a post with its keyphrases.") { id, wait, CommonOptions.GatewayUrl };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var post = await gateway.GetPostAsync(parsed.GetRequiredValue(id), cancellationToken);
            if (parsed.GetValue(wait))
                post = await gateway.FinishAsync(post, cancellationToken);
            new Report(parsed).Document(post, PostTable.Draw);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateList()
    {
        var filters = PostFilters.Create();
        var from = new Option<string?>("--from") { Description = "Only posts from this time on, ISO 8601.", HelpName = "TIME" };
        var to = new Option<string?>("--to") { Description = "Only posts before this time, ISO 8601.", HelpName = "TIME" };
        var count = new Option<int>("--count")
        {
            Description = "Most posts to show.",
            DefaultValueFactory = _ => ShownByDefault,
            HelpName = "N",
        };
        var command = new Command("list", "List posts, newest first.")
        {
            from, to, count.Between(1, MostShown), CommonOptions.GatewayUrl,
        };
        filters.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var query = filters.Read(parsed);
            (query["from"], query["to"]) = (parsed.GetValue(from), parsed.GetValue(to));
            using var gateway = GatewayClient.Open(parsed);
            var report = new Report(parsed);
            await foreach (var post in gateway.ListPostsAsync(query, cancellationToken).Take(parsed.GetValue(count)))
                report.Line(post, PostTable.Line);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateDelete()
    {
        var id = IdArgument();
        var command = new Command("delete", "Delete a post with its result and its pictures.") { id, CommonOptions.GatewayUrl };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var deleted = parsed.GetRequiredValue(id);
            await gateway.DeletePostAsync(deleted, cancellationToken);
            new Report(parsed).Document(new { deleted }, _ => Tables.Sentence($"Deleted {deleted}."));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Argument<string> IdArgument() => new("id") { Description = "Id of the post." };
}

/// <summary>Options that choose posts, as the gateway's listing takes them.</summary>
internal sealed record PostFilters(
    Option<PostState?> State, Option<string?> Source, Option<string?> Author, Option<string?> Tag, Option<string?> Language)
{
    public static PostFilters Create() => new(
        new("--state") { Description = "Only posts in this state.", HelpName = "STATE" },
        new("--source") { Description = "Only posts of this source.", HelpName = "SOURCE" },
        new("--author") { Description = "Only posts of this author; needs --source.", HelpName = "ID" },
        new("--tag") { Description = "Only posts tagged with this keyphrase.", HelpName = "TAG" },
        new("--language") { Description = "Only posts with this language tag.", HelpName = "TAG" });

    public void AddTo(Command command)
    {
        Option[] all = [State, Source, Author, Tag, Language];
        foreach (var option in all)
            command.Options.Add(option);
    }

    /// <summary>Returns the query parameters; those that are not given have no value.</summary>
    public Dictionary<string, string?> Read(ParseResult parsed) => new()
    {
        ["state"] = parsed.GetValue(State)?.ToString(),
        ["source"] = parsed.GetValue(Source),
        ["author"] = parsed.GetValue(Author),
        ["tag"] = parsed.GetValue(Tag),
        ["language"] = parsed.GetValue(Language),
    };
}
