using System.Globalization;
using Engram.ApiContracts.Recommendations;
using Engram.CommandLine;
using Engram.Contracts.Recommendations;
using Spectre.Console;

namespace Engram.Cli.Output;

/// <summary>A recommendation with its reasons.</summary>
internal static class RecommendationTable
{
    private const int ShownRelations = 3;

    public static Rows Draw(RecommendationResource recommendation)
    {
        var table = Tables.WithColumns($"next for {recommendation.Subject ?? "these events"}", "probability");
        foreach (var item in recommendation.Items)
            table.AddTexts(item.Item, item.Score.ToString("F4", CultureInfo.InvariantCulture));
        string[] notes =
        [
            .. recommendation.Reason is { } reason ? [$"{recommendation.State.ToString().ToLowerInvariant()}: {reason}"]
                : Array.Empty<string>(),
            .. recommendation.Relations.Take(ShownRelations).Select(Because),
            .. recommendation.UnknownItems.Count > 0 ? [$"not known to the model: {string.Join(", ", recommendation.UnknownItems)}"]
                : Array.Empty<string>(),
        ];
        return new Rows([.. recommendation.Items.Count > 0 ? [table] : Array.Empty<Table>(), .. notes.Select(Tables.Sentence)]);
    }

    /// <summary>A relation, and what it stands for.</summary>
    public static string Because(RelationReason reason) => string.Create(
        CultureInfo.InvariantCulture, $"because of {reason.Relation} {reason.Weight:F2}: {string.Join(", ", reason.NearestValues)}");
}
