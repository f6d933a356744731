using Engram.Contracts.Images;
using Engram.Contracts.Memories;
using Engram.Contracts.Questions;
using Engram.TestKit;

namespace Engram.Gateway.Tests;

/// <summary>A gateway that restarts on the in-memory transport, which loses its messages.</summary>
public sealed class When_the_process_starts_again(PostgresFixture postgres)
{
    private static readonly byte[] Picture = [1, 2, 3];

    [Fact(Timeout = 120_000)]
    public async Task Should_take_up_what_its_in_memory_messages_took_with_them()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using (var first = await GatewayHost.StartAsync(database))
        {
            await first.SendAsync(HttpMethod.Put, "/v1/memories/movies");
            await first.SendAsync(HttpMethod.Put, "/v1/memories/songs");
            await first.PostJsonAsync("/v1/posts", new { id = "text", text = "hello" });
            await first.PostJsonAsync("/v1/posts", new { id = "picture", picture = new { base64 = Picture } });
            await first.PostJsonAsync("/v1/questions", new { text = "who?", memory = "movies" });
            using var triples = new StringContent("""{"subject":"a","relation":"is","object":"b"}""");
            triples.Headers.ContentType = new("application/x-ndjson");
            await first.SendAsync(HttpMethod.Post, "/v1/memories/movies/triples", triples);
            await first.SendAsync(HttpMethod.Delete, "/v1/memories/songs");
            await first.Others.HearAsync<object>(5);
        }

        await using var second = await GatewayHost.StartAsync(database, others =>
        {
            others.ReadPicture = image => [Answers.TextOf(image), Answers.FeaturesOf(image)];
            others.Predict = command => [Answers.To(command)];
        });

        await second.UntilAsync("/v1/posts/text", post => post.GetProperty("state").GetString() == "tagged");
        await second.UntilAsync("/v1/posts/picture", post => post.GetProperty("state").GetString() == "tagged");
        await second.Others.HearAsync<QuestionAsked>(1);
        await second.Others.HearAsync<StoreMemories>(1);
        await second.Others.HearAsync<DeleteMemorySet>(1);
        Assert.Single(second.Others.Heard.OfType<ImageReceived>());
    }
}
