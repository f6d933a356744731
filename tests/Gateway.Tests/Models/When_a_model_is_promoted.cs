using System.Net;
using Engram.Contracts.Models;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Models;

/// <summary>Promotion and rollback over HTTP; the test plays trainer.</summary>
public sealed class When_a_model_is_promoted(PostgresFixture postgres)
{
    [Fact(Timeout = 300_000)]
    public async Task Should_answer_what_trainer_does_and_why_it_refuses()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync(), others =>
        {
            others.Packages = () => new ModelsListed
            {
                Models = [new StoredModel { Name = "tagger", Version = "5", IsCurrent = true, Metrics = new Dictionary<string, double>() }],
            };
            others.Promote = message => new PromotionAnswered
            {
                Name = message.Name,
                Version = message.Version ?? "4",
                Refusal = message.Version == "7" ? "There is no model tagger/7." : null,
            };
        });

        var packages = await (await gateway.SendAsync(HttpMethod.Get, "/v1/models/packages")).JsonAsync();
        Assert.Equal("5", Assert.Single(packages.GetProperty("packages").EnumerateArray()).GetProperty("version").GetString());

        using var promoted = await gateway.PostJsonAsync("/v1/models/tagger/promote", new { version = "6", reason = "better" });
        Assert.Equal(HttpStatusCode.OK, promoted.StatusCode);
        Assert.Equal("6", (await promoted.JsonAsync()).GetProperty("version").GetString());
        using var back = await gateway.PostJsonAsync("/v1/models/tagger/rollback", new { reason = "worse" });
        Assert.Equal("4", (await back.JsonAsync()).GetProperty("version").GetString());
        using var refused = await gateway.PostJsonAsync("/v1/models/tagger/promote", new { version = "7", reason = "better" });
        Assert.Equal(
            "There is no model tagger/7.",
            (await refused.ShouldBeProblemAsync(409, "promotion-refused")).GetProperty("detail").GetString());
        await (await gateway.PostJsonAsync("/v1/models/tagger/promote", new { version = "6", reason = " " }))
            .ShouldBeProblemAsync(422, "invalid-field");

        Assert.Equal(
            [("6", "better"), (null, "worse"), ("7", "better")],
            (await gateway.Others.HearAsync<PromoteModel>(3)).Select(message => (message.Version, message.Reason)));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_told_that_trainer_is_away()
    {
        await using var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(), others: null, ("Gateway:MaxPromotionWait", "00:00:01"));

        using var answer = await gateway.PostJsonAsync("/v1/models/tagger/promote", new { version = "6", reason = "better" });

        await answer.ShouldBeProblemAsync(503, "models-unavailable");
        Assert.NotNull(answer.Headers.RetryAfter);
    }
}
