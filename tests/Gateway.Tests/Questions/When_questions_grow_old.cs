using System.Net;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Questions;

/// <summary>The QuestionRetentionDays option.</summary>
public sealed class When_questions_grow_old(PostgresFixture postgres)
{
    // More than one batch of deletions.
    private const int Finished = 250;

    [Fact(Timeout = 300_000)]
    public async Task Should_go_when_they_are_finished_and_their_days_are_over()
    {
        await using var gateway = await StartAsync(("Gateway:QuestionRetentionDays", "30"));

        await gateway.SweepAfterAsync(TimeSpan.FromDays(29));
        Assert.Equal(Finished + 1, await gateway.CountAsync("gateway.questions"));
        await gateway.PostJsonAsync("/v1/questions", new { id = "young", text = "who?", story = new[] { "Mary left." } });
        await gateway.SweepAfterAsync(TimeSpan.FromDays(2));

        Assert.Equal(2, await gateway.CountAsync("gateway.questions"));
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync(HttpMethod.Get, "/v1/questions/open")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync(HttpMethod.Get, "/v1/questions/young")).StatusCode);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_stay_by_default()
    {
        await using var gateway = await StartAsync();

        await gateway.SweepAfterAsync(TimeSpan.FromDays(36_500));

        Assert.Equal(Finished + 1, await gateway.CountAsync("gateway.questions"));
    }

    private async Task<GatewayHost> StartAsync(params (string, string)[] settings)
    {
        // Enough redeliveries that the unanswered question stays open for the whole test.
        var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(), null, [("Gateway:MaxRedrives", "16"), .. settings]);
        await gateway.PostJsonAsync("/v1/questions", new { id = "open", text = "who?", story = new[] { "Mary left." } });
        await gateway.ScalarAsync<string>(
            $"""
            with copied as (
                insert into gateway.questions (id, public_id, story, text, max_answers, state, created_at, finished_at)
                select gen_random_uuid(), 'old-' || number, '["a"]', 'who?', 1, 'answered', created_at, created_at
                from gateway.questions, generate_series(1, {Finished}) as number returning id)
            select count(*)::text from copied
            """);
        return gateway;
    }
}
