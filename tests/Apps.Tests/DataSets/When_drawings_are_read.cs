using Engram.CommandLine;
using Engram.Keyphrases.Encoding;
using Engram.Lab.DataSets;
using Engram.TestKit;

namespace Engram.Apps.Tests.DataSets;

/// <summary>Posts made from Openclipart drawings.</summary>
public sealed class When_drawings_are_read : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Should_take_title_and_description_as_the_text()
    {
        var posts = Read(
            Drawing("a", "Guitar", "An old guitar", "music"),
            Drawing("b", "Drum", "Drum", "music"),
            Drawing("c", "Flute", "HASH(0x89cb06c)", "music"));

        Assert.Equal(["Guitar. An old guitar", "Drum", "Flute"], posts.Select(post => post.Post.Text));
    }

    [Fact]
    public void Should_keep_the_keywords_that_describe()
    {
        var post = Assert.Single(
            Read(Drawing("a", "Guitar", "", "Music", "music", "0x89cb06c", "11", "ann author", "a b c d e", "string instrument")));

        Assert.Equal(["music", "string instrument"], post.Post.Keyphrases);
    }

    [Fact]
    public void Should_leave_out_a_drawing_without_keyphrases() => Assert.Empty(Read(Drawing("a", "Guitar", "", "11")));

    [Fact]
    public void Should_put_a_series_into_one_split()
    {
        var posts = Read([.. Enumerable.Range(0, 60).Select(i => Drawing($"face{i}", $"Smiling face {i} (B and W)", "", "people"))]);

        Assert.Single(posts.Select(post => post.Post.Split).Distinct());
    }

    [Fact]
    public void Should_put_drawings_that_share_a_file_into_one_split()
    {
        File.WriteAllBytes(_folder.In("original.png"), []);
        var names = Enumerable.Range(0, 60).Select(i => $"link{i}").ToArray();
        foreach (var name in names)
            File.CreateSymbolicLink(_folder.In($"{name}.png"), "original.png");

        var posts = Read([.. names.Select((name, i) => Drawing(name, new string((char)('a' + (i % 26)), 3 + (i / 26)), "", "people"))]);

        Assert.Single(posts.Select(post => post.Post.Split).Distinct());
    }

    [Fact]
    public void Should_hold_about_a_tenth_out()
    {
        var posts = Read([.. Enumerable.Range(0, 500).Select(i => Drawing($"d{i}", $"{Letters(i)}", "", "people"))]);

        // 500 draws with probability 0.1: mean 50, standard deviation 6.7; allow four deviations.
        Assert.InRange(posts.Count(post => post.Post.Split == DataSplit.Test), 23, 77);
        Assert.InRange(posts.Count(post => post.Post.Split == DataSplit.Valid), 23, 77);
    }

    [Fact]
    public void Should_name_the_line_that_is_no_drawing()
    {
        var error = Assert.Throws<CommandException>(() => Read(Drawing("a", "Guitar", "", "music"), "{\"id\": 3"));

        Assert.Contains(".jsonl:2 is no drawing", error.Message, StringComparison.Ordinal);
    }

    private IReadOnlyList<DataSetPost> Read(params string[] lines)
    {
        var path = _folder.In("drawings.jsonl");
        File.WriteAllLines(path, lines);
        return OpenclipartPosts.Read(path, _folder.Path);
    }

    private static string Letters(int number) =>
        string.Concat(number.ToString("D4", System.Globalization.CultureInfo.InvariantCulture).Select(digit => (char)('a' + digit - '0')));

    private static string Drawing(string id, string title, string description, params string[] keywords) =>
        System.Text.Json.JsonSerializer.Serialize(
        new { id, title, description, keywords, author = "Ann Author" });

    public void Dispose() => _folder.Dispose();
}
