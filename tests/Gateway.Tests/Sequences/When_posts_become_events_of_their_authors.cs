using System.Net.Http.Json;
using Engram.Contracts.Keyphrases;
using Engram.Contracts.Recommendations;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Sequences;

/// <summary>The RememberAuthors option: each keyphrase of a tagged post becomes an event of its author. The test tags: each word of a
/// post is a keyphrase.</summary>
public sealed class When_posts_become_events_of_their_authors(PostgresFixture postgres)
{
    private const string Set = "/v1/sequences/authors";
    private const string Events =
        "select coalesce(string_agg(subject || ' ' || item, ', ' order by at, number), '') from gateway.sequence_events";

    [Fact(Timeout = 300_000)]
    public async Task Should_ask_what_comes_next_for_the_author_after_the_keyphrases_of_all_posts()
    {
        await using var gateway = await StartAsync();
        await PostAsync(gateway, "2", "tent fjord", at: "2026-01-02T12:00:00Z");
        await PostAsync(gateway, "1", "kayak", at: "2026-01-01T12:00:00Z");
        await PostAsync(gateway, "3", "hammock", author: "https://example.net/ann");
        await gateway.PostJsonAsync("/v1/posts", new { source = "x", sourceId = "4", text = "nobody" }, waitSeconds: 50);
        await gateway.PostJsonAsync("/v1/posts", new { author = new { id = "7" }, text = "nowhere" }, waitSeconds: 50);

        await gateway.PostJsonAsync("/v1/recommendations", new { set = "authors", subject = "x:7", excludeSeen = false });

        Assert.Equal(["kayak", "tent", "fjord"], (await gateway.Others.HearAsync<RecommendItems>(1))[0].History);
        var subjects = (await gateway.GetJsonAsync(Set + "/subjects")).GetProperty("subjects").EnumerateArray()
            .Select(one => one.GetProperty("subject").GetString()!).ToList();
        Assert.Equal(2, subjects.Count);
        // No URL could hold the id of the other author.
        var other = Assert.Single(subjects, subject => subject != "x:7");
        Assert.Equal(1, (await gateway.GetJsonAsync($"{Set}/subjects/{other}")).GetProperty("events").GetArrayLength());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_change_by_an_edit_and_not_by_a_late_result()
    {
        await using var gateway = await StartAsync();
        await PostAsync(gateway, "1", "kayak fjord", revision: "1");
        var first = (await gateway.Others.HearAsync<PredictKeyphrases>(1))[0];

        await PostAsync(gateway, "1", "tent", revision: "2");
        foreach (var late in (KeyphrasesPredicted[])[Tagged(first), Tagged((await gateway.Others.HearAsync<PredictKeyphrases>(2))[1])])
            await gateway.Bus.Publish(late, TestContext.Current.CancellationToken);
        await gateway.UntilHandledAsync(4);

        Assert.Equal("x:7 tent", await gateway.ScalarAsync<string>(Events));
        Assert.Equal(1, (await gateway.GetJsonAsync(Set)).GetProperty("events").GetInt32());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_stored_with_the_result_or_not_at_all()
    {
        await using var gateway = await StartAsync();
        await gateway.ScalarAsync<object>("create sequence attempts");
        await gateway.ScalarAsync<object>(
            """
            create function break_once() returns trigger language plpgsql as $$
            begin
                if nextval('attempts') = 1 then raise exception 'broken' using errcode = '40P01'; end if;
                return new;
            end $$
            """);
        // The events are inserted, and the result is not stored yet.
        await gateway.ScalarAsync<object>(
            "create trigger break_once before update on gateway.posts for each row when (new.state = 'tagged') "
            + "execute function break_once()");

        await PostAsync(gateway, "1", "kayak fjord");

        Assert.Equal("x:7 kayak, x:7 fjord", await gateway.ScalarAsync<string>(Events));
        Assert.Equal(2, (await gateway.GetJsonAsync(Set)).GetProperty("events").GetInt32());
        Assert.True(await gateway.ScalarAsync<int>("select last_value from attempts") > 1);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_go_with_a_deleted_post_together_with_what_was_recommended_from_it()
    {
        await using var gateway = await StartAsync(("Gateway:PostRetentionDays", "1"));
        foreach (var word in (string[])["kayak", "fjord", "tent"])
            await PostAsync(gateway, word, word);
        var asked = await (await gateway.PostJsonAsync("/v1/recommendations", new { set = "authors", subject = "x:7" })).JsonAsync();

        await gateway.SendAsync(HttpMethod.Delete, "/v1/posts/x:kayak");

        Assert.Equal("x:7 fjord, x:7 tent", await gateway.ScalarAsync<string>(Events));
        await (await gateway.SendAsync(HttpMethod.Get, $"/v1/recommendations/{asked.GetProperty("id").GetString()}"))
            .ShouldBeProblemAsync(404, "unknown-recommendation");
        // The days of a post end without its events; its source deletes it all the same.
        await gateway.SweepAfterAsync(TimeSpan.FromDays(2));
        Assert.Equal(0, await gateway.ScalarAsync<int>("select count(*) from gateway.posts"));
        await gateway.SendAsync(HttpMethod.Delete, "/v1/posts?source=x&sourceId=fjord");
        Assert.Equal("x:7 tent", await gateway.ScalarAsync<string>(Events));
        Assert.Equal(1, (await gateway.GetJsonAsync(Set)).GetProperty("events").GetInt32());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_all_go_with_the_author_and_not_come_back()
    {
        await using var gateway = await StartAsync();
        await PostAsync(gateway, "1", "kayak");
        await PostAsync(gateway, "2", "tent", author: "8");
        var exported = (await gateway.GetJsonAsync(Set + "/subjects/x:7")).GetProperty("events")[0].GetRawText();
        await gateway.PostJsonAsync("/v1/recommendations", new { set = "authors", subject = "x:7" });

        await gateway.SendAsync(HttpMethod.Delete, "/v1/posts?source=x&author=7");

        Assert.Equal("x:8 tent", await gateway.ScalarAsync<string>(Events));
        Assert.Equal(0, await gateway.ScalarAsync<int>("select count(*) from gateway.recommendations"));
        Assert.Equal(1, (await gateway.GetJsonAsync(Set)).GetProperty("events").GetInt32());
        using var lines = new StringContent(exported, new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-ndjson"));
        Assert.Equal("0 0 1 0 0", (await (await gateway.SendAsync(HttpMethod.Post, Set + "/events", lines)).JsonAsync()).Counts());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_kept_as_long_as_the_set_says()
    {
        await using var gateway = await StartAsync();
        await gateway.SendAsync(HttpMethod.Put, Set, JsonContent.Create(new { retentionDays = 1 }));
        await PostAsync(gateway, "old", "kayak", at: gateway.Clock.GetUtcNow().AddDays(-2).ToString("O"));
        await PostAsync(gateway, "ahead", "fjord", at: gateway.Clock.GetUtcNow().AddDays(9).ToString("O"));
        Assert.Equal("x:7 fjord", await gateway.ScalarAsync<string>(Events));

        await gateway.SweepAfterAsync(TimeSpan.FromHours(25));

        Assert.Equal(0, (await gateway.GetJsonAsync(Set)).GetProperty("events").GetInt32());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_none_and_the_health_degraded_until_the_set_is_made()
    {
        await using var gateway = await StartAsync();
        await gateway.SendAsync(HttpMethod.Delete, Set);
        Assert.Equal("Degraded", await HealthAsync());
        await PostAsync(gateway, "1", "kayak");

        await gateway.SendAsync(HttpMethod.Put, Set);
        await PostAsync(gateway, "2", "fjord");

        Assert.Equal("Healthy", await HealthAsync());
        Assert.Equal("x:7 fjord", await gateway.ScalarAsync<string>(Events));

        async Task<string?> HealthAsync() => (await gateway.GetJsonAsync("/readyz")).GetProperty("checks")
            .GetProperty("remembered-authors").GetProperty("status").GetString();
    }

    private static KeyphrasesPredicted Tagged(PredictKeyphrases command) => Answers.To(command) with
    {
        Keyphrases = [.. command.Text.Split(' ').SelectMany(word => Answers.To(command, word).Keyphrases)],
    };

    private static async Task PostAsync(
        GatewayHost gateway, string sourceId, string text, string author = "7", string? revision = null, string? at = null)
    {
        var post = await (await gateway.PostJsonAsync(
            "/v1/posts", new { source = "x", sourceId, revision, author = new { id = author }, createdAt = at, text },
            waitSeconds: 50)).JsonAsync();
        Assert.Equal("tagged", post.GetProperty("state").GetString());
    }

    private async Task<GatewayHost> StartAsync(params (string, string)[] settings)
    {
        var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(), others => others.Predict = command => [Tagged(command)],
            [("Gateway:RememberAuthors", "authors"), .. settings]);
        (await gateway.SendAsync(HttpMethod.Put, Set)).EnsureSuccessStatusCode();
        return gateway;
    }
}
