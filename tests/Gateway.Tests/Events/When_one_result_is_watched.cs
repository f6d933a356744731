using System.Net;
using Engram.Contracts.Keyphrases;
using Engram.Contracts.Models;
using Engram.Gateway.Tests.Trainings;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Events;

/// <summary><c>GET /v1/posts/{id}/events</c>, and the same of questions and trainings.</summary>
public sealed class When_one_result_is_watched(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Should_begin_with_the_post_as_it_is_and_end_with_its_result()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        await gateway.PostJsonAsync("/v1/posts", new { id = "p", text = "hello" });
        await gateway.PostJsonAsync("/v1/posts", new { id = "other", text = "hello" });
        await using var stream = await WatchedStream.OpenAsync(gateway, "/v1/posts/p/events");

        var waiting = await stream.NextAsync();
        foreach (var command in (await gateway.Others.HearAsync<PredictKeyphrases>(2)).Reverse())
            await gateway.Bus.Publish(Answers.To(command), Cancellation);
        var tagged = await stream.NextAsync();

        Assert.Equal(("post.predicting", "p"), (waiting.EventType, waiting.Subject()));
        Assert.Equal(("post.tagged", "p"), (tagged.EventType, tagged.Subject()));
        Assert.Null(await stream.TryNextAsync());
        await using var late = await WatchedStream.OpenAsync(gateway, "/v1/posts/p/events");
        Assert.Equal("post.tagged", (await late.NextAsync()).EventType);
        Assert.Null(await late.TryNextAsync());
        await using var missed = await WatchedStream.OpenAsync(gateway, "/v1/posts/p/events", waiting.EventId);
        Assert.Equal(tagged.EventId, (await missed.NextAsync()).EventId);
        using var done = await WatchedStream.RespondAsync(gateway, "/v1/posts/p/events", tagged.EventId);
        Assert.Equal(HttpStatusCode.NoContent, done.StatusCode);
        await (await gateway.SendAsync(HttpMethod.Get, "/v1/posts/none/events")).ShouldBeProblemAsync(404, "unknown-post");
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_tell_the_answer_to_a_question_and_its_deletion()
    {
        await using var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(), others => others.Read = asked =>
            [
                new Contracts.Questions.QuestionUnanswered { QuestionId = asked.QuestionId, Code = "unsure", Reason = "Not certain." },
            ]);
        await gateway.PostJsonAsync("/v1/questions", new { id = "q", text = "who?", story = new[] { "Mary left." } });
        await using var stream = await WatchedStream.OpenAsync(gateway, "/v1/questions/q/events?lastEventId=none");

        var last = await stream.NextAsync();
        while (last.EventType == "question.asked")
            last = await stream.NextAsync();
        await gateway.SendAsync(HttpMethod.Delete, "/v1/questions/q");
        var afterLast = $"/v1/questions/q/events?lastEventId={last.EventId}";
        // Transactions of other tests on this server hold events back; until then the question is unknown.
        await Eventually.HoldsAsync(
            async () => (await WatchedStream.RespondAsync(gateway, afterLast, lastEventId: null)).IsSuccessStatusCode,
            "the deletion is told");
        await using var after = await WatchedStream.OpenAsync(gateway, afterLast);

        Assert.Equal(("question.unanswered", "q"), (last.EventType, last.Subject()));
        Assert.Equal("question.deleted", (await after.NextAsync()).EventType);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_tell_each_report_of_a_training_until_it_ends()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        var begun = await (await gateway.PostJsonAsync("/v1/trainings", new { name = "stories", kind = "memn2n" })).JsonAsync();
        var id = begun.GetProperty("id").GetGuid();
        await gateway.Others.HearAsync<TrainModel>(1);
        await using var stream = await WatchedStream.OpenAsync(gateway, $"/v1/trainings/{id}/events");
        var types = new List<string> { (await stream.NextAsync()).EventType };
        object[] reports = [Reports.Progress(id, 1, epoch: 1), Reports.Progress(id, 2, epoch: 2), Reports.Trained(id)];
        foreach (var report in reports)
        {
            await gateway.Bus.Publish(report, report.GetType(), Cancellation);
            types.Add((await stream.NextAsync()).EventType);
        }

        Assert.Equal(["training.queued", "training.running", "training.running", "training.done"], types);
        Assert.Null(await stream.TryNextAsync());
    }
}
