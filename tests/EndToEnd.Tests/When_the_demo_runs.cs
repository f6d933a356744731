using System.Text.Json;
using Engram.TestKit;

namespace Engram.EndToEnd.Tests;

public sealed class When_the_demo_runs(DemoRuns runs) : IClassFixture<DemoRuns>
{
    // Same network and input, but batched differently, so floating-point sums are taken in a different order.
    private const float ScoreTolerance = 1e-4f;

    [Fact]
    public void Should_tag_posts_of_four_platforms_and_leave_one_bare()
    {
        var posts = runs.InOneProcess.GetProperty("posts").EnumerateArray().ToList();
        Assert.Equal(["x", "x", "bluesky", "bluesky", "mastodon", "mastodon", "rss", "rss"],
            posts.Select(post => post.GetProperty("source").GetString()));
        Assert.All(posts, post => Assert.Equal("tagged", post.GetProperty("state").GetString()));
        var bare = Assert.Single(posts, post => post.GetProperty("keyphrases").GetArrayLength() == 0);
        Assert.Equal("no-topic", bare.GetProperty("reason").GetString());
        Assert.DoesNotContain(posts, post => post.GetProperty("keyphrases").GetArrayLength() == 1);
        Assert.Equal(
            [1, 0, 1, 0, 1, 0, 1, 1], posts.Select(
                post => post.GetProperty("images").EnumerateArray().Count(image => image.GetProperty("status").GetString() == "read")));
    }

    [Fact]
    public void Should_read_the_words_in_a_picture() => Assert.Contains(
        "DO NOT ENTER",
        runs.InOneProcess.GetProperty("posts").EnumerateArray().SelectMany(post => post.GetProperty("images").EnumerateArray())
            .Select(image => Words(image.GetProperty("ocr"), "text")));

    [Fact]
    public void Should_fit_on_a_terminal()
    {
        Assert.InRange(runs.Shown.Count, 20, 64);
        Assert.All(runs.Shown, line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void Should_draw_what_it_shows()
    {
        var drawn = runs.Picture.Descendants().Where(element => element.Name.LocalName == "text").Select(text => text.Value).ToList();
        Assert.InRange(drawn.Count, 20, 60);
        Assert.Empty(drawn.Where(line => line.Length > 0).Except(runs.Shown.Select(line => line.TrimEnd())));
    }

    [Fact]
    public async Task Should_answer_every_sample_question_as_expected()
    {
        var samples = await LinesAsync("questions.ndjson");
        var questions = runs.InOneProcess.GetProperty("questions").EnumerateArray().ToList();
        Assert.Equal(samples.Count, questions.Count);
        Assert.All(samples.Zip(questions), pair =>
        {
            var expected = pair.First.GetProperty("answers").EnumerateArray().Select(answer => answer.GetString()).ToList();
            var given = pair.Second.GetProperty("answers").EnumerateArray().Select(answer => answer.GetProperty("text").GetString())
                .ToList();
            if (expected.Count == 0)
                Assert.Empty(given);
            else
                Assert.Contains(given.FirstOrDefault(), expected);
        });
    }

    [Fact]
    public void Should_give_the_same_tags_and_answers_both_ways()
    {
        foreach (var (one, other) in Pairs("posts"))
        {
            Assert.Equal(one.GetProperty("id").GetString(), other.GetProperty("id").GetString());
            Assert.Equal(OcrWords(one), OcrWords(other));
            AssertRanked(one.GetProperty("keyphrases"), other.GetProperty("keyphrases"), "phrase");
        }

        foreach (var (one, other) in Pairs("questions"))
        {
            Assert.Equal(one.GetProperty("text").GetString(), other.GetProperty("text").GetString());
            Assert.Equal(one.GetProperty("code").GetString(), other.GetProperty("code").GetString());
            AssertRanked(one.GetProperty("answers"), other.GetProperty("answers"), "text");
        }

        foreach (var (one, other) in Pairs("recommendations"))
        {
            Assert.Equal("recommended", one.GetProperty("state").GetString());
            AssertRanked(one.GetProperty("items"), other.GetProperty("items"), "item");
            Assert.Equal(
                one.GetProperty("relations")[0].GetProperty("relation").GetString(),
                other.GetProperty("relations")[0].GetProperty("relation").GetString());
        }
    }

    [Fact]
    public void Should_leave_nothing_running() => Assert.Empty(runs.LeftRunning());

    private IEnumerable<(JsonElement One, JsonElement Other)> Pairs(string part)
    {
        var one = runs.InOneProcess.GetProperty(part).EnumerateArray().ToList();
        var other = runs.OverRabbitMq.GetProperty(part).EnumerateArray().ToList();
        Assert.Equal(one.Count, other.Count);
        return one.Zip(other);
    }

    private static IEnumerable<string?> OcrWords(JsonElement post) =>
        post.GetProperty("images").EnumerateArray().Select(image => Words(image.GetProperty("ocr"), "text"));

    private static string? Words(JsonElement reading, string property) =>
        reading.ValueKind == JsonValueKind.Null ? null : reading.GetProperty(property).GetString();

    // Items whose scores differ by less than the tolerance may swap, and either may be the last one listed.
    private static void AssertRanked(JsonElement one, JsonElement other, string property)
    {
        Assert.Equal(one.GetArrayLength(), other.GetArrayLength());
        AssertFound(one, other, property);
        AssertFound(other, one, property);
    }

    private static void AssertFound(JsonElement expected, JsonElement given, string property)
    {
        var scores = given.EnumerateArray().ToDictionary(item => Words(item, property)!, item => item.GetProperty("score").GetSingle());
        foreach (var item in expected.EnumerateArray())
            Assert.Equal(item.GetProperty("score").GetSingle(), scores.GetValueOrDefault(Words(item, property)!, scores.Values.Min()),
                ScoreTolerance);
    }

    private static async Task<IReadOnlyList<JsonElement>> LinesAsync(string file) =>
        [.. (await File.ReadAllLinesAsync(Repository.PathOf("samples", file))).Select(line => JsonDocument.Parse(line).RootElement)];
}
