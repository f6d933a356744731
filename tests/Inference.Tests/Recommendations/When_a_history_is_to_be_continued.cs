using Engram.Contracts.Models;
using Engram.Contracts.Recommendations;
using Engram.Inference.Tests.Hosting;
using Engram.TestKit;

namespace Engram.Inference.Tests.Recommendations;

public sealed class When_a_history_is_to_be_continued(PostgresFixture postgres) : ServiceTest(postgres)
{
    [Fact]
    public async Task Should_rank_as_the_command_does_with_every_event_that_comes()
    {
        Link();
        using var session = StarterRecommender.Open();

        foreach (var count in (int[])[3, 4, 5, 60])
        {
            var history = StarterRecommender.Items.Take(count).ToList();
            var expected = session.Recommend(history, max: 10, excludeSeen: true);
            var wanted = Wanted([.. history, "Nobody made it"]);
            var told = await AskAsync<ItemsRecommended>(wanted);

            Assert.Equal(expected.Items, told.Items);
            Assert.Equal(
                expected.Relations.Select(reason => $"{reason.Relation} {reason.Weight:R} {string.Join(',', reason.NearestValues)}"),
                told.Relations.Select(reason => $"{reason.Relation} {reason.Weight:R} {string.Join(',', reason.NearestValues)}"));
            Assert.Equal(("films-ksr/1", "Nobody made it"), (told.Model, Assert.Single(told.UnknownItems)));
        }

        await Host.Heard.FirstAsync<ModelLoaded>(loaded => loaded.Name == StarterRecommender.Name);
    }

    [Fact]
    public async Task Should_decline_with_a_reason_rather_than_guess()
    {
        var missing = await AskAsync<RecommendationDeclined>(Wanted("Jaws"));
        Assert.Equal("unknown-model", missing.Code);
        Link();

        Assert.Equal("no-history", (await AskAsync<RecommendationDeclined>(Wanted())).Code);
        var unknown = await AskAsync<RecommendationDeclined>(Wanted("Nobody made it", "Nor this", "Nor this"));
        Assert.Equal(("unknown-items", "films-ksr/1", 2), (unknown.Code, unknown.Model, unknown.UnknownItems.Count));
        var unlikely = await AskAsync<RecommendationDeclined>(Wanted(StarterRecommender.Items[0]) with { MinScore = 0.999f });
        Assert.Equal(("low-score", "films-ksr/1"), (unlikely.Code, unlikely.Model));
        var other = await AskAsync<RecommendationDeclined>(Wanted("Jaws") with { Model = "fact-reader" });
        Assert.Equal("unknown-model", other.Code);
        Assert.Contains("films-ksr", other.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_name_the_models_that_know_the_items_or_say_that_none_does()
    {
        Link();
        StarterRecommender.AddStranger(Models, "strangers");

        var other = await AskAsync<RecommendationDeclined>(Wanted(StarterRecommender.Items[0]) with { Model = "strangers" });
        var none = await AskAsync<RecommendationDeclined>(Wanted("Nobody made it"));

        Assert.Equal(("unknown-items", "strangers/1"), (other.Code, other.Model));
        Assert.EndsWith("ask for a model that knows some: films-ksr.", other.Reason, StringComparison.Ordinal);
        Assert.EndsWith("train one on such events.", none.Reason, StringComparison.Ordinal);
    }

    private void Link() => Directory.CreateSymbolicLink(
        Path.Combine(Models, StarterRecommender.Name), Repository.PathOf("models", StarterRecommender.Name));

    private static RecommendItems Wanted(params IReadOnlyList<string> history) => new()
    {
        RecommendationId = Guid.NewGuid(), History = history, MaxItems = 10, ExcludeSeen = true, MinScore = 0,
    };

    private async Task<T> AskAsync<T>(RecommendItems wanted)
        where T : class
    {
        await Host.PublishAsync(wanted);
        return await Host.Heard.FirstAsync<T>(answer => answer switch
        {
            ItemsRecommended recommended => recommended.RecommendationId == wanted.RecommendationId,
            RecommendationDeclined declined => declined.RecommendationId == wanted.RecommendationId,
            _ => false,
        });
    }
}
