using System.IO.Compression;
using Engram.Cli.Posts;
using Engram.Streams;
using Engram.TestKit;

namespace Engram.Apps.Tests;

/// <summary>The reader of <c>engram ingest</c> files.</summary>
public sealed class When_posts_are_read_from_a_file : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Should_find_pictures_beside_the_file()
    {
        await File.WriteAllBytesAsync(_folder.In("cat.png"), [1, 2, 3], TestContext.Current.CancellationToken);
        var post = Assert.Single(await ReadAsync("""{"id":"a","text":"a cat","picture":"cat.png"}""")).Post!;
        Assert.Equal([1, 2, 3], post.Picture!.Base64!);
        Assert.Equal(("a", "a cat"), (post.Id, post.Text));
    }

    [Fact]
    public async Task Should_read_all_that_a_post_may_have()
    {
        await File.WriteAllBytesAsync(_folder.In("cat.png"), [1, 2, 3], TestContext.Current.CancellationToken);
        var post = Assert.Single(await ReadAsync(
            """{"source":"x","sourceId":"20","revision":"2","author":{"id":"7"},"text":"a cat","languages":["en"],"pictures":["cat.png",{"url":"https://example.org/dog.png","altText":"a dog"}]}""")).Post!;
        Assert.Equal((null, "x", "20", "2", "7"), (post.Id, post.Source, post.SourceId, post.Revision, post.Author!.Id));
        Assert.Equal(["en"], post.Languages!);
        Assert.Equal([1, 2, 3], post.Pictures![0].Base64!);
        Assert.Equal(("https://example.org/dog.png", "a dog"), (post.Pictures[1].Url, post.Pictures[1].AltText));
    }

    [Fact]
    public async Task Should_refuse_a_member_that_a_post_has_not()
    {
        var posts = await ReadAsync("""{"txet":"a"}""", """{"picture":{"url":"https://example.org/dog.png","caption":"a dog"}}""", """{"text":"a","picture":7}""");
        Assert.Contains("'txet' is not known here. The nearest that is: 'text'", posts[0].Fault!, StringComparison.Ordinal);
        Assert.Contains("'caption'", posts[1].Fault!, StringComparison.Ordinal);
        Assert.Contains("neither a path, nor a URL", posts[2].Fault!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_leave_urls_and_ready_pictures_as_they_are()
    {
        var posts = await ReadAsync("""{"picture":"https://example.org/cat.png"}""", """{"picture":{"url":"https://example.org/dog.png"}}""", """{"picture":{"base64":"AQID"}}""");
        Assert.Equal("https://example.org/cat.png", posts[0].Post!.Picture!.Url);
        Assert.Equal("https://example.org/dog.png", posts[1].Post!.Picture!.Url);
        Assert.Equal([1, 2, 3], posts[2].Post!.Picture!.Base64!);
    }

    [Fact]
    public async Task Should_give_each_post_an_id_of_its_own()
    {
        var posts = await ReadAsync("""{"text":"a"}""", """{"text":"a"}""");
        Assert.NotNull(posts[0].Post!.Id);
        Assert.NotEqual(posts[0].Post!.Id, posts[1].Post!.Id);
    }

    [Fact]
    public async Task Should_tell_which_lines_are_none_and_go_on()
    {
        var posts = await ReadAsync("{", "", """{"picture":7}""", """{"picture":"absent.png"}""", """{"text":"good"}""");
        Assert.Equal([1, 3, 4, 5], posts.Select(post => post.Line));
        Assert.All(posts.SkipLast(1), post => Assert.NotNull(post.Fault));
        Assert.Contains("absent.png", posts[2].Fault!, StringComparison.Ordinal);
        Assert.Equal("good", posts[3].Post!.Text);
    }

    [Fact]
    public async Task Should_not_take_what_would_be_lost_on_the_way()
    {
        await File.WriteAllBytesAsync(_folder.In("empty.png"), [], TestContext.Current.CancellationToken);
        var posts = await ReadAsync("""{"text":"a","picture":"empty.png"}""", """{"text":"a","picture":"."}""", "[]", """{"text":"a","text":"b"}""");
        Assert.All(posts, post => Assert.Null(post.Post));
        Assert.Contains("empty.png is empty", posts[0].Fault!, StringComparison.Ordinal);
        Assert.Contains("is a folder", posts[1].Fault!, StringComparison.Ordinal);
        Assert.All(posts, post => Assert.DoesNotContain("Engram.", post.Fault!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_refuse_a_line_that_is_no_utf8_rather_than_change_it()
    {
        var path = _folder.In("latin.ndjson");
        await File.WriteAllBytesAsync(
            path, [.. "{\"text\":\"caf"u8, 0xE9, .. "\"}\n{\"text\":\"tea\"}\n"u8], TestContext.Current.CancellationToken);
        var posts = await PostFile.ReadAsync(path, cancellationToken: TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Contains("UTF-8", posts[0].Fault!, StringComparison.Ordinal);
        Assert.Equal("tea", posts[1].Post!.Text);
    }

    [Fact]
    public async Task Should_read_the_payload_of_a_platform()
    {
        var posts = await ReadAsync(
            """{"data":{"id":"20","text":"a cat &amp; a dog","author_id":"7","lang":"en","entities":{"hashtags":[{"tag":"Cats"}]}}}""",
            """{"did":"did:plc:a","time_us":1725911162329308,"kind":"commit","commit":{"rev":"r","operation":"delete","collection":"app.bsky.feed.post","rkey":"3k"}}""");
        var post = posts[0].Post!;
        Assert.Equal((null, "x", "20", "a cat & a dog", "7"), (post.Id, post.Source, post.SourceId, post.Text, post.Author!.Id));
        Assert.Equal(["Cats"], post.Hashtags!);
        Assert.Equal("at://did:plc:a/app.bsky.feed.post/3k", Assert.IsType<PostDeleted>(posts[1].Removal).SourceId);
    }

    [Fact]
    public async Task Should_name_the_forms_that_a_line_was_tried_as()
    {
        var fault = Assert.Single(await ReadAsync("""{"post":{"text":"the words lie deeper"}}""")).Fault!;
        Assert.All((string[])["x-v2", "x-v1.1", "jetstream", "mastodon", "engram"],
            form => Assert.Contains(form, fault, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_unpack_a_file_and_read_a_table()
    {
        await using (var packed = new GZipStream(File.Create(_folder.In("posts.gz")), CompressionMode.Compress))
            await packed.WriteAsync("{\"id\":\"a\",\"text\":\"packed\"}\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            _folder.In("posts.csv"), "id,text\nb,\"a table, with a comma\"\n", TestContext.Current.CancellationToken);
        Assert.Equal(("a", "packed"), await OnlyPostAsync("posts.gz"));
        Assert.Equal(("b", "a table, with a comma"), await OnlyPostAsync("posts.csv"));
    }

    private async Task<(string? Id, string? Text)> OnlyPostAsync(string name)
    {
        var post = await PostFile.ReadAsync(_folder.In(name), cancellationToken: TestContext.Current.CancellationToken)
            .SingleAsync(TestContext.Current.CancellationToken);
        return (post.Post!.Id, post.Post.Text);
    }

    private async Task<IReadOnlyList<ReadPost>> ReadAsync(params string[] lines)
    {
        var path = _folder.In("posts.ndjson");
        await File.WriteAllLinesAsync(path, lines, TestContext.Current.CancellationToken);
        return await PostFile.ReadAsync(path, cancellationToken: TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
    }
}
