using Engram.Contracts.Images;
using Engram.Contracts.Keyphrases;
using Engram.TestKit;
using MassTransit;

namespace Engram.Gateway.Tests.Posts;

public sealed class When_messages_come_twice_late_or_out_of_order(PostgresFixture postgres)
{
    private static readonly byte[] Picture = [1, 2, 3];

    [Fact(Timeout = 300_000)]
    public async Task Should_handle_a_message_once_however_often_it_is_delivered()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());
        await gateway.PostJsonAsync("/v1/posts", new { id = "p", text = "x", picture = new { base64 = Picture } });
        var image = (await gateway.Others.HearAsync<ImageReceived>(1))[0];
        var messageId = NewId.NextGuid();

        for (var i = 0; i < 5; i++)
        {
            await gateway.Bus.Publish(
                Answers.FeaturesOf(image), context => context.MessageId = messageId, TestContext.Current.CancellationToken);
            await gateway.Bus.Publish(Answers.TextOf(image), TestContext.Current.CancellationToken);
        }

        var command = (await gateway.Others.HearAsync<PredictKeyphrases>(1))[0];
        await gateway.Bus.Publish(Answers.To(command, "first"), TestContext.Current.CancellationToken);
        await gateway.UntilAsync("/v1/posts/p", post => post.GetProperty("state").GetString() == "tagged");
        await gateway.Bus.Publish(Answers.To(command, "second"), TestContext.Current.CancellationToken);
        await gateway.UntilHandledAsync(12);

        var post = await (await gateway.SendAsync(HttpMethod.Get, "/v1/posts/p")).JsonAsync();
        Assert.Equal("first", post.GetProperty("keyphrases")[0].GetProperty("phrase").GetString());
        Assert.Single(gateway.Others.Heard.OfType<PredictKeyphrases>());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_join_a_hundred_pictures_whose_readers_answer_at_one_time()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync(), others =>
        {
            others.ReadPicture = image => image.PictureBytes % 2 == 0 ? [Answers.TextOf(image), Answers.FeaturesOf(image)]
                : [Answers.FeaturesOf(image), Answers.TextOf(image)];
            others.Predict = command => [Answers.To(command)];
        });

        var responses = await Task.WhenAll(Enumerable.Range(1, 100).Select(i =>
            gateway.PostJsonAsync("/v1/posts", new { id = $"p{i}", picture = new { base64 = new byte[i] } }, waitSeconds: 50)));

        var states = await Task.WhenAll(responses.Select(async response => (await response.JsonAsync()).GetProperty("state").GetString()));
        Assert.All(states, state => Assert.Equal("tagged", state));
        Assert.Equal(100, gateway.Others.Heard.OfType<PredictKeyphrases>().DistinctBy(command => command.PostId).Count());
        Assert.Equal(100, gateway.Others.Heard.OfType<PredictKeyphrases>().Count());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_go_on_without_a_late_reader_and_not_change_when_it_answers_after_all()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync(), others =>
        {
            others.ReadPicture = image => [Answers.TextOf(image)];
            others.Predict = command => [Answers.To(command)];
        });
        await gateway.PostJsonAsync("/v1/posts", new { id = "p", text = "x", picture = new { base64 = Picture } });
        await gateway.UntilAsync(
            "/v1/posts/p", post => post.GetProperty("images")[0].GetProperty("ocr").ValueKind != System.Text.Json.JsonValueKind.Null);

        await gateway.SweepAfterAsync(TimeSpan.FromSeconds(31));

        var late = await gateway.UntilAsync("/v1/posts/p", post => post.GetProperty("state").GetString() == "tagged");
        Assert.Equal("late", late.GetProperty("images")[0].GetProperty("status").GetString());
        Assert.Equal("vision-features-late", late.GetProperty("images")[0].GetProperty("code").GetString());
        await gateway.Bus.Publish(
            Answers.FeaturesOf((await gateway.Others.HearAsync<ImageReceived>(1))[0]), TestContext.Current.CancellationToken);
        await gateway.UntilHandledAsync(3);
        var after = await (await gateway.SendAsync(HttpMethod.Get, "/v1/posts/p")).JsonAsync();
        Assert.Equal(late.ToString(), after.ToString());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_ask_again_for_a_prediction_that_does_not_come_and_give_up_in_the_end()
    {
        await using var gateway = await GatewayHost.StartAsync(
            await postgres.CreateDatabaseAsync(), null, ("Gateway:RedriveAfter", "00:01:00"), ("Gateway:MaxRedrives", "1"));
        await gateway.PostJsonAsync("/v1/posts", new { id = "p", text = "x" });

        await gateway.SweepAfterAsync(TimeSpan.FromSeconds(61));
        var commands = await gateway.Others.HearAsync<PredictKeyphrases>(2);
        Assert.Equal(commands[0].CommandId, commands[1].CommandId);

        await gateway.SweepAfterAsync(TimeSpan.FromSeconds(121));
        var post = await gateway.UntilAsync("/v1/posts/p", post => post.GetProperty("state").GetString() == "failed");
        Assert.Equal("no-prediction", post.GetProperty("failure").GetProperty("code").GetString());
    }
}
