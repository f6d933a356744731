using System.Net;
using System.Text.Json;
using Engram.Contracts.Recommendations;
using Engram.Gateway.Tests.Sequences;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Recommendations;

public sealed class When_a_recommendation_is_asked_for(PostgresFixture postgres)
{
    private const string Path = "/v1/recommendations";

    [Fact(Timeout = 300_000)]
    public async Task Should_rank_by_the_history_of_the_subject_and_say_because_of_what()
    {
        await using var gateway = await StartAsync();
        await gateway.AddAsync(Sequences.Sequences.EventsOf("ann"));
        await gateway.AddAsync("""{"id":"early","subject":"ann","item":"Jaws","at":"2025-01-01"}""");

        var answer = await AskAsync(gateway, new { set = "watched", subject = "ann", limit = 5, excludeSeen = false, minScore = 0.25 });

        var sent = Assert.Single(gateway.Others.Heard.OfType<RecommendItems>());
        Assert.Equal(["Jaws", "Fight Club", "Held Up", "Warlock"], sent.History);
        Assert.Equal((5, false, 0.25f, null), (sent.MaxItems, sent.ExcludeSeen, sent.MinScore, sent.Model));
        Assert.Equal(("recommended", "films-ksr/1"), (answer.GetProperty("state").GetString(), answer.GetProperty("model").GetString()));
        Assert.Equal("Dead Man Walking", answer.GetProperty("items")[0].GetProperty("item").GetString());
        Assert.Equal("Tim Robbins", answer.GetProperty("relations")[0].GetProperty("nearestValues")[0].GetString());
        Assert.Equal((4, 4, 2), (answer.GetProperty("position").GetInt32(), answer.GetProperty("eventsRead").GetInt32(),
            answer.GetProperty("epoch").GetInt32()));
        Assert.DoesNotContain("ann", JsonSerializer.Serialize(sent), StringComparison.Ordinal);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_go_on_from_events_that_the_request_brings()
    {
        await using var gateway = await StartAsync(("Gateway:Sequences:MaxHistoryEvents", "2"));

        var answer = await AskAsync(gateway, new { events = new[] { new { item = "Jaws" }, new { item = "Warlock" } }, model = "films" });

        Assert.Equal(JsonValueKind.Null, answer.GetProperty("subject").ValueKind);
        var sent = Assert.Single(gateway.Others.Heard.OfType<RecommendItems>());
        Assert.Equal(["Jaws", "Warlock"], sent.History);
        Assert.Equal((10, true, "films"), (sent.MaxItems, sent.ExcludeSeen, sent.Model));
        var three = Enumerable.Repeat(new { item = "Jaws" }, 3);
        await (await gateway.PostJsonAsync(Path, new { events = three })).ShouldBeProblemAsync(422, "invalid-field");
        await gateway.AddAsync(Sequences.Sequences.EventsOf("ann"));
        var cut = await AskAsync(gateway, new { set = "watched", subject = "ann" });
        Assert.Equal((3, 2), (cut.GetProperty("position").GetInt32(), cut.GetProperty("eventsRead").GetInt32()));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_say_what_is_wrong_with_it()
    {
        await using var gateway = await StartAsync();
        (string Body, int Status, string Problem)[] wrong =
        [
            ("""{"set":"watched"}""", 422, "invalid-field"),
            ("""{"set":"watched","subject":"ann","events":[]}""", 422, "invalid-field"),
            ("""{"subject":"ann"}""", 422, "invalid-field"),
            ("""{"set":"watched","events":[]}""", 422, "invalid-field"),
            ("""{"set":"watched","subject":"ann","limit":0}""", 422, "invalid-field"),
            ("""{"set":"watched","subject":"ann","minScore":2}""", 422, "invalid-field"),
            ("""{"events":[null]}""", 422, "invalid-field"),
            ("""{"set":"watched","subject":"ann","max":3}""", 422, "unknown-member"),
            ("""{"set":"unwatched","subject":"ann"}""", 404, "unknown-sequence"),
        ];

        foreach (var (body, status, problem) in wrong)
            await (await gateway.PostJsonAsync(Path, JsonSerializer.Deserialize<JsonElement>(body))).ShouldBeProblemAsync(status, problem);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_declined_with_the_reason_that_inference_gives()
    {
        await using var gateway = await StartAsync();
        gateway.Others.Recommend = wanted => [new RecommendationDeclined
        {
            RecommendationId = wanted.RecommendationId, Code = RecommendationDeclined.NoHistory, Reason = "Nothing is known.",
        }];

        var answer = await AskAsync(gateway, new { set = "watched", subject = "nobody" });

        Assert.Equal(("declined", "no-history", "Nothing is known."), (answer.GetProperty("state").GetString(),
            answer.GetProperty("code").GetString(), answer.GetProperty("reason").GetString()));
        Assert.Empty(Assert.Single(gateway.Others.Heard.OfType<RecommendItems>()).History);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_asked_once_by_a_key_and_keep_its_first_result()
    {
        await using var gateway = await StartAsync();
        gateway.Others.Recommend = _ => [];
        await gateway.AddAsync(Sequences.Sequences.EventsOf("ann"));
        var asked = await AskWithKeyAsync();
        Assert.Equal(asked, await AskWithKeyAsync());
        var sent = (await gateway.Others.HearAsync<RecommendItems>(1))[0];
        Assert.Equal(asked, sent.RecommendationId.ToString("D"));

        await gateway.Bus.Publish(ItemsFor(sent), TestContext.Current.CancellationToken);
        await gateway.UntilAsync($"{Path}/{asked}", one => one.GetProperty("state").GetString() == "recommended");
        await gateway.Bus.Publish(
            ItemsFor(sent) with { Items = [new RecommendedItem { Item = "Late", Score = 1 }] }, TestContext.Current.CancellationToken);
        await gateway.UntilHandledAsync(2);

        var kept = await gateway.GetJsonAsync($"{Path}/{asked}");
        Assert.Equal("Dead Man Walking", kept.GetProperty("items")[0].GetProperty("item").GetString());
        var watched = await (await gateway.SendAsync(HttpMethod.Get, $"{Path}/{asked}/events")).Content.ReadAsStringAsync(
            TestContext.Current.CancellationToken);
        Assert.Contains("event: recommendation.recommended", watched, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync(HttpMethod.Delete, $"{Path}/{asked}")).StatusCode);
        await (await gateway.SendAsync(HttpMethod.Get, $"{Path}/{asked}")).ShouldBeProblemAsync(404, "unknown-recommendation");

        async Task<string?> AskWithKeyAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Path)
            {
                Content = System.Net.Http.Json.JsonContent.Create(new { set = "watched", subject = "ann" }),
                Headers = { { "Idempotency-Key", "\"k\"" } },
            };
            var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            return (await response.JsonAsync()).GetProperty("id").GetString();
        }
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_sent_again_with_the_history_of_then_and_fail_in_the_end()
    {
        await using var gateway = await StartAsync(("Gateway:MaxRedrives", "1"), ("Gateway:RedriveAfter", "00:01:00"));
        gateway.Others.Recommend = _ => [];
        await gateway.AddAsync(Sequences.Sequences.EventsOf("ann", 1));
        var asked = (await (await gateway.PostJsonAsync(Path, new { set = "watched", subject = "ann" })).JsonAsync())
            .GetProperty("id").GetString();
        await gateway.Others.HearAsync<RecommendItems>(1);
        await gateway.AddAsync(Sequences.Sequences.EventsOf("ann", 2));

        await gateway.SweepAfterAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(["Fight Club", "Held Up"], (await gateway.Others.HearAsync<RecommendItems>(2))[1].History);
        Assert.Equal(2, (await gateway.GetJsonAsync($"{Path}/{asked}")).GetProperty("position").GetInt32());
        await gateway.SweepAfterAsync(TimeSpan.FromMinutes(10));
        var failed = await gateway.GetJsonAsync($"{Path}/{asked}");
        Assert.Equal(("failed", "no-answer"), (failed.GetProperty("state").GetString(), failed.GetProperty("code").GetString()));
        await gateway.SweepAfterAsync(TimeSpan.FromDays(2));
        await (await gateway.SendAsync(HttpMethod.Get, $"{Path}/{asked}")).ShouldBeProblemAsync(404, "unknown-recommendation");
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_go_with_its_subject_also_when_its_result_comes_later()
    {
        await using var gateway = await StartAsync();
        gateway.Others.Recommend = _ => [];
        await gateway.AddAsync(Sequences.Sequences.EventsOf("ann"));
        var asked = (await (await gateway.PostJsonAsync(Path, new { set = "watched", subject = "ann" })).JsonAsync())
            .GetProperty("id").GetString();
        var sent = (await gateway.Others.HearAsync<RecommendItems>(1))[0];

        await gateway.SendAsync(HttpMethod.Delete, Sequences.Sequences.Set + "/subjects/ann");
        await gateway.Bus.Publish(ItemsFor(sent), TestContext.Current.CancellationToken);
        await gateway.UntilHandledAsync(1);

        await (await gateway.SendAsync(HttpMethod.Get, $"{Path}/{asked}")).ShouldBeProblemAsync(404, "unknown-recommendation");
        await gateway.AddAsync(Sequences.Sequences.EventsOf("ann"));
        await gateway.PostJsonAsync(Path, new { set = "watched", subject = "ann" });
        Assert.Empty((await gateway.Others.HearAsync<RecommendItems>(2))[1].History);
    }

    private static ItemsRecommended ItemsFor(RecommendItems wanted) => new()
    {
        RecommendationId = wanted.RecommendationId,
        Model = "films-ksr/1",
        Items = [new RecommendedItem { Item = "Dead Man Walking", Score = 0.25f }],
        Relations = [new RelationReason { Relation = "directed_by", Weight = 0.5f, NearestValues = ["Tim Robbins"] }],
    };

    private static async Task<JsonElement> AskAsync(GatewayHost gateway, object request)
    {
        var response = await gateway.PostJsonAsync(Path, request, waitSeconds: 50);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.JsonAsync();
    }

    private async Task<GatewayHost> StartAsync(params (string, string)[] settings)
    {
        var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(), others => others.Recommend = wanted => [ItemsFor(wanted)], settings);
        await gateway.MakeAsync();
        return gateway;
    }
}
