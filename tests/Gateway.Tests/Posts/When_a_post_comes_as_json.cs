using System.Net;
using Engram.TestKit;

namespace Engram.Gateway.Tests.Posts;

public sealed class When_a_post_comes_as_json(PostgresFixture postgres)
{
    private static readonly byte[] Picture = [1, 2, 3];

    [Fact(Timeout = 300_000)]
    public async Task Should_tag_its_text_and_hold_the_request_for_the_result()
    {
        await using var gateway = await StartAsync();

        var response = await gateway.PostJsonAsync("/v1/posts", new { id = "tweet:20", text = "just setting up" }, waitSeconds: 50);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("/v1/posts/tweet:20", response.Headers.Location?.OriginalString);
        Assert.Equal("wait=50", response.Headers.GetValues("Preference-Applied").Single());
        var post = await response.JsonAsync();
        Assert.Equal("tagged", post.GetProperty("state").GetString());
        Assert.Equal(0, post.GetProperty("images").GetArrayLength());
        Assert.Equal(Answers.Model, post.GetProperty("model").GetString());
        var keyphrase = post.GetProperty("keyphrases")[0];
        Assert.Equal("spn family", keyphrase.GetProperty("phrase").GetString());
        Assert.Equal("#SpnFamily", keyphrase.GetProperty("hashtag").GetString());
        Assert.Equal("copied-from-post", keyphrase.GetProperty("source").GetString());
        Assert.Equal("spn", keyphrase.GetProperty("words")[0].GetProperty("word").GetString());
        var attention = post.GetProperty("attention");
        Assert.Equal(
            (true, 0.4f), (attention.GetProperty("words")[0].GetProperty("isFromPicture").GetBoolean(),
                attention.GetProperty("words")[0].GetProperty("weight").GetSingle()));
        Assert.Equal([0.25f, 0.75f], attention.GetProperty("regions").EnumerateArray().Select(weight => weight.GetSingle()));
        Assert.Equal(0.5, keyphrase.GetProperty("score").GetDouble());
        Assert.NotEqual(default, post.GetProperty("taggedAt").GetDateTimeOffset());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_answer_at_once_where_to_ask_and_when()
    {
        await using var gateway = await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync());

        var response = await gateway.PostJsonAsync("/v1/posts", new { text = "hello" });

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter?.Delta);
        var post = await gateway.SendAsync(HttpMethod.Get, response.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.OK, post.StatusCode);
        Assert.Equal("predicting", (await post.JsonAsync()).GetProperty("state").GetString());
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_read_its_picture_with_both_readers_before_it_is_tagged()
    {
        await using var gateway = await StartAsync();

        var post = await (
            await gateway.PostJsonAsync(
                "/v1/posts", new { text = "look", picture = new { base64 = Picture } }, waitSeconds: 50)).JsonAsync();

        Assert.Equal("tagged", post.GetProperty("state").GetString());
        var image = post.GetProperty("images")[0];
        Assert.Equal("read", image.GetProperty("status").GetString());
        Assert.Equal("OPEN DAILY", image.GetProperty("ocr").GetProperty("text").GetString());
        Assert.Equal("paddle/pp-ocrv4", image.GetProperty("ocr").GetProperty("engine").GetString());
        Assert.Equal(8, image.GetProperty("ocr").GetProperty("lines")[0].GetProperty("box").GetArrayLength());
        Assert.Equal(["cat", "sofa"], image.GetProperty("attributes").EnumerateArray().Select(word => word.GetString()));
        Assert.Equal("attributes/1", image.GetProperty("attributeModel").GetString());
        Assert.Equal("cat", image.GetProperty("objects")[0].GetProperty("label").GetString());
        var command = Assert.Single(await gateway.Others.HearAsync<Contracts.Keyphrases.PredictKeyphrases>(1));
        Assert.Equal(("look", "OPEN DAILY", 1280), (command.Text, command.OcrText, command.Grid?.Channels));
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_be_one_post_when_the_same_comes_again()
    {
        await using var gateway = await StartAsync();
        var body = new { id = "twice", text = "once" };

        await gateway.PostJsonAsync("/v1/posts", body, waitSeconds: 50);
        var again = await gateway.PostJsonAsync("/v1/posts", body);

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(1, await gateway.ScalarAsync<int>("select count(*) from gateway.posts"));
        Assert.Single(gateway.Others.Heard);
    }

    [Fact(Timeout = 300_000)]
    public async Task Should_refuse_another_post_under_a_taken_id()
    {
        await using var gateway = await StartAsync();
        await gateway.PostJsonAsync("/v1/posts", new { id = "taken", text = "one" });

        await (await gateway.PostJsonAsync("/v1/posts", new { id = "taken", text = "two" })).ShouldBeProblemAsync(409, "id-conflict");
        await (await gateway.PostJsonAsync("/v1/posts", new { id = "taken", text = "one", picture = new { base64 = Picture } }))
            .ShouldBeProblemAsync(409, "id-conflict");
    }

    private async Task<GatewayHost> StartAsync() =>
        await GatewayHost.StartAsync(await postgres.CreateDatabaseAsync(), others =>
        {
            others.ReadPicture = image => [Answers.FeaturesOf(image), Answers.TextOf(image)];
            others.Predict = command => [Answers.To(command)];
        });
}
