using System.CommandLine;
using Engram.ApiContracts.Webhooks;
using Engram.Client;
using Engram.CommandLine;
using Spectre.Console.Rendering;

namespace Engram.Cli.Commands;

/// <summary><c>engram webhooks</c>: addresses that the gateway tells of results.</summary>
public static class WebhooksCommand
{
    private const int ShownByDefault = 50;
    private const int MostShown = 1_000_000;

    public static Command Create() => new("webhooks", "Tell programs of results: addresses that the gateway posts events to.")
    {
        CreateAdd(),
        CreateList(),
        CreateSimple("show", "Show a webhook.", (gateway, id, token) => gateway.GetWebhookAsync(id, token)),
        CreateEnable("enable", "Enable a webhook that was disabled; what it missed is sent.", isEnabled: true),
        CreateEnable("disable", "Send a webhook nothing until it is enabled again.", isEnabled: false),
        CreateSimple("rotate", "Make a new secret and show it; the former one signs too for a day.",
            (gateway, id, token) => gateway.RotateWebhookSecretAsync(id, token)),
        CreateDelete(),
        CreateTest(),
        CreateDeliveries(),
        CreateReplay(),
    };

    private static Command CreateAdd()
    {
        var url = new Argument<string>("url") { Description = "Address that takes the events by POST; https.", HelpName = "URL" };
        var types = new Option<string[]>("--type")
        {
            Description = "A type of event, as post.tagged; may be given again. Default: all but progress.",
            HelpName = "TYPE",
        };
        var source = new Option<string?>("--source") { Description = "Only events of posts of this source.", HelpName = "SOURCE" };
        var command = new Command("add", "Add a webhook, and show its secret once.") { url, types, source, CommonOptions.GatewayUrl };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var definition = new WebhookDefinition
            {
                Url = parsed.GetRequiredValue(url),
                Types = parsed.GetValue(types),
                Source = parsed.GetValue(source),
            };
            using var gateway = GatewayClient.Open(parsed);
            return Show(parsed, await gateway.MakeWebhookAsync(definition, cancellationToken));
        });
        return command;
    }

    private static Command CreateList()
    {
        var command = new Command("list", "List webhooks.") { CommonOptions.GatewayUrl };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var report = new Report(parsed);
            foreach (var webhook in (await gateway.ListWebhooksAsync(cancellationToken)).Webhooks)
                report.Line(webhook, shown => $"{shown.Id}\t{shown.Url}\t{StateOf(shown)}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateEnable(string name, string description, bool isEnabled) => CreateSimple(
        name, description, async (gateway, id, cancellationToken) =>
        {
            var now = await gateway.GetWebhookAsync(id, cancellationToken);
            var definition = new WebhookDefinition { Url = now.Url, Types = now.Types, Source = now.Source, Enabled = isEnabled };
            return await gateway.ChangeWebhookAsync(id, definition, cancellationToken);
        });

    private static Command CreateDelete()
    {
        var id = IdArgument();
        var command = new Command("delete", "Delete a webhook with its deliveries.") { id, CommonOptions.GatewayUrl };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var deleted = parsed.GetRequiredValue(id);
            await gateway.DeleteWebhookAsync(deleted, cancellationToken);
            new Report(parsed).Document(new { deleted }, _ => Tables.Sentence($"Deleted {deleted}."));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateTest()
    {
        var id = IdArgument();
        var command = new Command("test", "Send an event of type webhook.test.") { id, CommonOptions.GatewayUrl };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var delivery = await gateway.TestWebhookAsync(parsed.GetRequiredValue(id), cancellationToken);
            new Report(parsed).Document(
                delivery, _ => Tables.Sentence($"Delivery {delivery.Id} is on its way; 'engram webhooks deliveries' shows how it ends."));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateDeliveries()
    {
        var id = IdArgument();
        var state = new Option<DeliveryState?>("--state")
        {
            Description = "Only deliveries in this state: pending, delivered, failed or dropped.",
            HelpName = "STATE",
        };
        var count = new Option<int>("--count")
        {
            Description = "Most deliveries to show.",
            DefaultValueFactory = _ => ShownByDefault,
            HelpName = "N",
        };
        var command = new Command("deliveries", "List what was sent to a webhook, newest first.")
        {
            id, state, count.Between(1, MostShown), CommonOptions.GatewayUrl,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var report = new Report(parsed);
            var deliveries = gateway.ListDeliveriesAsync(parsed.GetRequiredValue(id), parsed.GetValue(state), cancellationToken);
            await foreach (var delivery in deliveries.Take(parsed.GetValue(count)))
                report.Line(delivery, Describe);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateReplay()
    {
        var id = IdArgument();
        var delivery = new Option<Guid?>("--delivery") { Description = "The one delivery to send again.", HelpName = "ID" };
        var from = new Option<DateTimeOffset?>("--from") { Description = "Those made from this time on, ISO 8601.", HelpName = "TIME" };
        var to = new Option<DateTimeOffset?>("--to") { Description = "Only those made before this time, ISO 8601.", HelpName = "TIME" };
        var state = new Option<DeliveryState?>("--state")
        {
            Description = "Those that are delivered or failed. Default failed.",
            HelpName = "STATE",
        };
        var command = new Command("replay", "Send deliveries again, under the same ids.")
        {
            id, delivery, from, to, state, CommonOptions.GatewayUrl,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var which = new ReplayRequest
            {
                Delivery = parsed.GetValue(delivery),
                From = parsed.GetValue(from),
                To = parsed.GetValue(to),
                State = parsed.GetValue(state),
            };
            using var gateway = GatewayClient.Open(parsed);
            var result = await gateway.ReplayWebhookAsync(parsed.GetRequiredValue(id), which, cancellationToken);
            new Report(parsed).Document(result, _ => Tables.Sentence($"{result.Replayed} deliveries are sent again."));
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>A command that takes a webhook's id and shows the webhook.</summary>
    private static Command CreateSimple(
        string name, string description, Func<GatewayClient, string, CancellationToken, Task<WebhookResource>> act)
    {
        var id = IdArgument();
        var command = new Command(name, description) { id, CommonOptions.GatewayUrl };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            return Show(parsed, await act(gateway, parsed.GetRequiredValue(id), cancellationToken));
        });
        return command;
    }

    private static Argument<string> IdArgument() => new("id") { Description = "Id of the webhook." };

    private static int Show(ParseResult parsed, WebhookResource webhook)
    {
        new Report(parsed).Document(webhook, Draw);
        return ExitCodes.Done;
    }

    private static IRenderable Draw(WebhookResource webhook)
    {
        var secret = webhook.Secret is { } shown ? $"{shown}\n(not shown again)" : "(not shown)";
        return Tables.WithColumns("Webhook", "Events", "State", "Secret")
            .AddTexts($"{webhook.Id}\n{webhook.Url}", Events(webhook), StateOf(webhook), secret);
    }

    private static string Events(WebhookResource webhook) =>
        (webhook.Types.Count == 0 ? "all" : string.Join('\n', webhook.Types)) + (webhook.Source is { } source ? $"\nof {source}" : "");

    private static string StateOf(WebhookResource webhook) => webhook switch
    {
        { Enabled: false, DisabledReason: { } reason } => $"disabled: {reason}",
        { Enabled: false } => "disabled",
        { PausedUntil: { } until } => $"paused until {until:O} after {webhook.Failures} failures",
        _ => "enabled",
    };

    private static string Describe(DeliveryResource delivery) =>
        $"{delivery.Id}\t{delivery.Type}\t{delivery.About}\t{delivery.State.ToString().ToLowerInvariant()}"
        + (delivery.LastFault is { } fault ? $"\t{fault}" : "");
}
