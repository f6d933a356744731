using Engram.ApiContracts.Posts;
using Engram.Contracts.Recommendations;
using Engram.Gateway.Tests.Questions;
using Engram.Hosting;
using Engram.TestKit;

namespace Engram.Gateway.Tests;

/// <summary>What <c>/metrics</c> says of posts and questions.</summary>
public sealed class When_metrics_are_read(PostgresFixture postgres)
{
    [Fact]
    public async Task Should_say_what_came_and_what_became_of_it()
    {
        await using var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(),
            others =>
            {
                others.Predict = command => [Answers.To(command)];
                others.Read = story => [When_a_question_comes_with_a_story.AnswerTo(story)];
                others.Recommend = wanted => [new RecommendationDeclined
                {
                    RecommendationId = wanted.RecommendationId, Code = RecommendationDeclined.UnknownItemsOnly, Reason = "None is known.",
                }];
            },
            ("Telemetry:MetricsCacheTime", "00:00:00"));
        (await gateway.PostJsonAsync("/v1/posts", new { text = "a dog in the rain" }, waitSeconds: 30)).EnsureSuccessStatusCode();
        var question = new { text = "Where is John?", story = new[] { "John went home." } };
        (await gateway.PostJsonAsync("/v1/questions", question, waitSeconds: 30)).EnsureSuccessStatusCode();

        var events = new { events = new[] { new { item = "a secret film" } } };
        (await gateway.PostJsonAsync("/v1/recommendations", events, waitSeconds: 30)).EnsureSuccessStatusCode();

        var said = await gateway.Http.GetStringAsync(HealthPaths.Metrics, TestContext.Current.CancellationToken);

        Assert.All(
            (string[])["engram_posts_received_total{", "engram_posts_finished_total{", "engram_posts_critical_time_seconds_bucket{",
                "engram_questions_received_total{", "engram_questions_finished_total{", "engram_questions_critical_time_seconds_bucket{",
                "engram_recommendations_received_total{", "engram_recommendations_critical_time_seconds_bucket{",
                "engram_queue_age_seconds{", "engram_outbox_messages{", "http_server_request_duration_seconds_bucket{"],
            metric => Assert.Contains("\n" + metric, said, StringComparison.Ordinal));
        Assert.Contains("topic=\"true\"", said, StringComparison.Ordinal);
        Assert.Contains("reason=\"unknown-items\"", said, StringComparison.Ordinal);
        Assert.DoesNotContain("a secret film", said, StringComparison.Ordinal);
        Assert.DoesNotContain("a dog in the rain", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_serve_while_only_the_broker_is_away()
    {
        await using var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(), settings:
            [("Messaging:Transport", "RabbitMq"), ("ConnectionStrings:RabbitMq", "amqp://127.0.0.1:1/")]);

        var serving = await gateway.SendAsync(HttpMethod.Get, HealthPaths.Serving);
        var ready = await gateway.SendAsync(HttpMethod.Get, HealthPaths.Ready);
        var taken = await gateway.PostJsonAsync("/v1/posts", new { text = "a dog in the rain" });

        Assert.Equal(System.Net.HttpStatusCode.OK, serving.StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(nameof(PostState.Predicting).ToLowerInvariant(), (await taken.JsonAsync()).GetProperty("state").GetString());
    }
}
