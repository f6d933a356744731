using System.CommandLine;
using Engram.ApiContracts.Recommendations;
using Engram.Cli.Output;
using Engram.Client;
using Engram.CommandLine;

namespace Engram.Cli.Commands;

/// <summary><c>engram recommend</c>: what comes next for a subject, or after items that are named, and because of what. "Declined" is a
/// valid result with exit code 0, unless no model recommends.</summary>
public static class RecommendCommand
{
    public static Command Create()
    {
        var set = new Option<string?>("--set") { Description = "Sequence set that knows the subject.", HelpName = "SET" };
        var subject = new Option<string?>("--subject") { Description = "The subject.", HelpName = "NAME" };
        var items = new Option<string[]>("--item")
        {
            Description = "What was met, in place of a subject; given again, oldest first.", HelpName = "ITEM",
        };
        var limit = new Option<int?>("--limit") { Description = "Most items wanted, 1 to 1000. Default 10.", HelpName = "N" };
        var seen = new Option<bool>("--repeats") { Description = "Rank what was met already, too." };
        var least = new Option<float?>("--min-score") { Description = "Least probability of an item, 0 to 1. Default 0.", HelpName = "P" };
        var model = new Option<string?>("--model")
        {
            Description = "Model package that is to recommend. Default: the one that inference has.", HelpName = "NAME",
        };
        var command = new Command("recommend", "Rank what comes next, with the relations and values that it follows.")
        {
            set, subject, items, limit, seen, least, model, CommonOptions.GatewayUrl,
        };
        command.Validators.Add(result =>
        {
            var isOfSubject = result.GetResult(subject) is not null && result.GetResult(set) is not null;
            if (isOfSubject == result.GetResult(items) is not null || result.GetResult(subject) is null != result.GetResult(set) is null)
                result.AddError("Say what to go on from: either --set SET --subject NAME or --item ITEM.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var gateway = GatewayClient.Open(parsed);
            var wanted = new RecommendationRequest
            {
                Set = parsed.GetValue(set),
                Subject = parsed.GetValue(subject),
                Events = parsed.GetValue(items) is { Length: > 0 } named ? [.. named.Select(item => new OwnEvent { Item = item })] : null,
                Limit = parsed.GetValue(limit),
                ExcludeSeen = !parsed.GetValue(seen),
                MinScore = parsed.GetValue(least),
                Model = parsed.GetValue(model),
            };
            var found = await gateway.RecommendAsync(wanted, cancellationToken);
            new Report(parsed).Document(found, RecommendationTable.Draw);
            if (found is not ({ State: RecommendationState.Failed } or { Code: "unknown-model" }))
                return ExitCodes.Done;
            Report.Progress($"engram: {found.Reason}");
            return ExitCodes.Failed;
        });
        return command;
    }
}
