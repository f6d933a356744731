using Engram.Keyphrases.Encoding;
using Engram.TestKit;

namespace Engram.ModelStore.Tests.Keyphrases;

/// <summary><see cref="CmkpFiles"/>.</summary>
public sealed class When_files_of_posts_are_read : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Should_read_whatever_fields_a_line_has()
    {
        var posts = Files(["the cat ", "<sep>cat; dog", "a<sep>b<sep> https://example.com/1.jpg"]).Read().ToArray();
        Assert.Equal(["the cat", "", "a"], posts.Select(post => post.Text));
        Assert.Equal([0, 2, 1], posts.Select(post => post.Keyphrases.Count));
        Assert.Equal([null, null, "https://example.com/1.jpg"], posts.Select(post => post.Picture));
        Assert.All(posts, post => Assert.True(post.Ocr is null && post.Attributes is null));
    }

    [Fact]
    public void Should_join_the_files_line_by_line()
    {
        var post = Files(["a<sep>b", "c<sep>d;  ;e f"], ["", "READ this"], ["man", "dog  cat"])
            .ReadLabelled("tweets", "train", _ => DataSplit.Valid).Last();
        Assert.Equal(
            ("tweets/train/2", "tweets", "c", "READ this", DataSplit.Valid), (post.Id, post.Source, post.Text, post.Ocr, post.Split));
        Assert.Equal(["dog", "cat"], post.Attributes);
        Assert.Equal(["d", "e f"], post.Keyphrases);
    }

    [Fact]
    public void Should_read_predictions_beside_the_posts()
    {
        var predictions = _folder.Write("predictions.txt", ["x;y", ""]);
        var read = Files(["a<sep>b", "c<sep>d"]).ReadPredicted(predictions).ToArray();
        Assert.Equal(["a", "c"], read.Select(line => line.Post.Text));
        Assert.Equal([["x", "y"], [""]], read.Select(line => line.Predicted));
    }

    [Theory]
    [InlineData(new[] { "a<sep>b", "c<sep>d" }, new[] { "one" }, "ocr.txt ends after line 1, ")]
    [InlineData(new[] { "a<sep>b" }, new[] { "one", "two" }, "ocr.txt:2 is one line more than ")]
    [InlineData(new[] { "a<sep>b", "a<sep>b<sep>c<sep>d" }, new[] { "one", "two" }, "posts.txt:2 has 4 fields")]
    [InlineData(new[] { "a<sep>b", "a post" }, new[] { "one", "two" }, "posts.txt:2 names no keyphrase; expected "
        + "'post<sep>keyphrase;keyphrase<sep>image url'")]
    [InlineData(new[] { "a<sep>b", "a post<sep> ; " }, new[] { "one", "two" }, "posts.txt:2 names no keyphrase")]
    public void Should_name_the_file_and_the_line_that_is_wrong(string[] posts, string[] ocr, string reason) =>
        Assert.Contains(reason, Refusal(Files(posts, ocr)), StringComparison.Ordinal);

    [Fact]
    public void Should_say_which_file_is_not_there()
    {
        Assert.EndsWith("nowhere.txt does not exist.", Refusal(new CmkpFiles("nowhere.txt")), StringComparison.Ordinal);
        Assert.EndsWith(
            "nowhere.txt does not exist.", Refusal(Files(["a<sep>b"]) with { Attributes = "nowhere.txt" }), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_say_what_is_no_text()
    {
        var path = _folder.In("posts.txt");
        File.WriteAllBytes(path, [.. "cat\n"u8, 0xff, 0xfe, .. "\n"u8]);
        Assert.Contains("posts.txt is no UTF-8 text", Refusal(new CmkpFiles(path)), StringComparison.Ordinal);
    }

    private static string Refusal(CmkpFiles files) => Assert.Throws<InvalidDataException>(() => files.ReadTagged().Count()).Message;

    private CmkpFiles Files(string[] posts, string[]? ocr = null, string[]? attributes = null) => new(
        _folder.Write("posts.txt", posts), ocr is null ? null : _folder.Write("ocr.txt", ocr), attributes is null ? null
            : _folder.Write("attributes.txt", attributes));
}
