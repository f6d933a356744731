using System.CommandLine;
using System.Text.RegularExpressions;
using Engram.ApiContracts.Sources;
using Engram.Client;
using Engram.CommandLine;

namespace Engram.Cli.Commands;

/// <summary><c>engram follow</c>: makes the gateway follow a live stream, and shows its progress, until Ctrl-C.</summary>
public static partial class FollowCommand
{
    private const int LongestName = 63;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var form = new Argument<SourceForm>("form") { Description = "jetstream (Bluesky), mastodon, x or rss.", HelpName = "FORM" };
        var address = new Argument<string>("address")
        {
            Description = "jetstream: wss://HOST/subscribe. mastodon: https://HOST. x: a stream of API v2. rss: the feed.",
            HelpName = "URL",
        };
        var name = new Option<string?>("--name") { Description = "What to call it. Default: form and host.", HelpName = "NAME" };
        var dids = new Option<string[]>("--did")
        {
            Description = "jetstream: an author to follow; may be given again. Default: all.",
            HelpName = "DID",
        };
        var stream = new Option<string?>("--stream")
        {
            Description = "mastodon: a stream, as public/local or hashtag?tag=owls. Default: public.",
            HelpName = "STREAM",
        };
        var command = new Command("follow", "Follow a live stream until Ctrl-C; the next time it goes on where it was left.")
        {
            form, address, name, dids, stream, CommonOptions.GatewayUrl,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var definition = new SourceDefinition
            {
                Form = parsed.GetValue(form),
                Url = parsed.GetRequiredValue(address),
                Dids = parsed.GetValue(dids) ?? [],
                Stream = parsed.GetValue(stream) ?? SourceDefinition.PublicStream,
            };
            using var gateway = GatewayClient.Open(parsed);
            var source = parsed.GetValue(name) ?? NameOf(definition);
            return await FollowAsync(gateway, source, definition, new Report(parsed), cancellationToken);
        });
        return command;
    }

    private static async Task<int> FollowAsync(
        GatewayClient gateway, string name, SourceDefinition definition, Report report, CancellationToken cancellationToken)
    {
        await gateway.FollowAsync(name, definition, cancellationToken);
        try
        {
            return await ShowAsync(gateway, name, report, cancellationToken);
        }
        finally
        {
            // Also after Ctrl-C, so not with the cancelled token.
            await gateway.StopFollowingAsync(name, CancellationToken.None);
        }
    }

    /// <summary>Prints each change until the source is no longer followed.</summary>
    private static async Task<int> ShowAsync(GatewayClient gateway, string name, Report report, CancellationToken cancellationToken)
    {
        for (FollowProgress? shown = null; ; await Task.Delay(Interval, cancellationToken))
        {
            var progress = await FindProgressAsync(gateway, name, cancellationToken);
            if (progress is null || progress == shown)
                continue;
            report.Line(shown = progress, Describe);
            if (progress.State is SourceState.Refused or SourceState.Stopped)
                return ExitCodes.Failed;
        }
    }

    private static async Task<FollowProgress?> FindProgressAsync(GatewayClient gateway, string name, CancellationToken cancellationToken)
    {
        try
        {
            return FollowProgress.Of(await gateway.GetSourceAsync(name, cancellationToken));
        }
        catch (GatewayUnavailableException e)
        {
            // The gateway resumes by itself when it is available again.
            Report.Progress($"engram: {e.Message}");
            return null;
        }
    }

    private static string Describe(FollowProgress progress)
    {
        var fault = progress.State is SourceState.Reconnecting or SourceState.Refused ? $": {progress.Fault}" : "";
        return $"{progress.Name}: {progress.State.ToString().ToLowerInvariant()}{fault}; "
            + $"{progress.Accepted} accepted, {progress.Tagged} tagged, {progress.Edited} edited, "
            + $"{progress.Deleted} deleted, {progress.Refused} refused, {progress.Gaps} gaps";
    }

    private static string NameOf(SourceDefinition definition)
    {
        var host = Uri.TryCreate(definition.Url, UriKind.Absolute, out var url) ? url.Authority : "";
        var name = $"{definition.Form}-{NoName().Replace(host, "-")}".ToLowerInvariant().TrimEnd('-');
        return name[..Math.Min(name.Length, LongestName)];
    }

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NoName();

    /// <summary>Progress of a followed stream.</summary>
    private sealed record FollowProgress(
        string Name, SourceState State, long Accepted, long Tagged, long Edited, long Deleted, long Refused, long Gaps, string? Fault)
    {
        public static FollowProgress Of(SourceResource source) => new(
            source.Name, source.State, source.Accepted, source.Tagged, source.Edited, source.Deleted, source.Refused, source.GapCount,
            source.Fault);
    }
}
