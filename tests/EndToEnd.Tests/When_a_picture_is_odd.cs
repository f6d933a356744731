using Engram.ApiContracts.Posts;
using Engram.Imaging.Tests.Bombs;
using Engram.Messaging.Bus;
using Engram.TestKit;

namespace Engram.EndToEnd.Tests;

/// <summary>Posts with unusual or broken pictures. All tests share one system.</summary>
public sealed class When_a_picture_is_odd(When_a_picture_is_odd.OneSystem system) : IClassFixture<When_a_picture_is_odd.OneSystem>
{
    [Theory]
    [InlineData("bomb_full.png", "too-many-pixels")]
    [InlineData("bomb_header.png", "too-many-pixels")]
    [InlineData("dog.tiff", "unsupported-format")]
    [InlineData("x.svg", "unsupported-format")]
    [InlineData("junk.bin", "not-a-picture")]
    [InlineData("trunc.jpg", "truncated")]
    [InlineData("trunc.png", "truncated")]
    public async Task Should_still_tag_the_post_from_its_text_and_say_why_the_picture_was_refused(string name, string code)
    {
        var post = await TagAsync("A dog on the beach", name);
        Assert.Equal(PostState.Tagged, post.State);
        Assert.NotEmpty(post.Keyphrases);
        var image = Assert.Single(post.Images);
        Assert.Equal((ImageStatus.Rejected, code), (image.Status, image.Code));
        Assert.False(string.IsNullOrEmpty(image.Reason));
    }

    [Theory]
    [InlineData("anim.gif")]
    [InlineData("cmyk.jpg")]
    [InlineData("dog.avif")]
    [InlineData("exif6.jpg")]
    [InlineData("rgb16.png")]
    public async Task Should_read_what_is_odd_but_whole(string name)
    {
        var post = await TagAsync("A dog on the beach", name);
        Assert.Equal((PostState.Tagged, ImageStatus.Read), (post.State, Assert.Single(post.Images).Status));
    }

    [Fact]
    public async Task Should_read_a_picture_that_waits_behind_bombs()
    {
        Assert.SkipWhen(Repository.FindEvaluationData("odd-images") is null, Repository.NoEvaluationData);
        var bombs = JpegBombs.CreateTen().Select(bomb => TagAsync("A dog on the beach", bomb)).ToList();
        var sign = await File.ReadAllBytesAsync(
            Repository.PathOf("samples", "posts", "pictures", "do-not-enter-sign.png"), TestContext.Current.CancellationToken);
        var post = await TagAsync("A sign on the corner", sign);
        var image = Assert.Single(post.Images);
        Assert.Equal((PostState.Tagged, ImageStatus.Read), (post.State, image.Status));
        Assert.Contains("ENTER", image.Ocr!.Text, StringComparison.OrdinalIgnoreCase);
        foreach (var bomb in await Task.WhenAll(bombs))
            Assert.Equal((PostState.Tagged, "too-many-scans"), (bomb.State, Assert.Single(bomb.Images).Code));
    }

    [Fact]
    public async Task Should_fail_a_post_that_has_nothing_else()
    {
        var post = await TagAsync(text: null, "junk.bin");
        Assert.Equal((PostState.Failed, "not-a-picture"), (post.State, post.Failure!.Code));
    }

    private async Task<PostResource> TagAsync(string? text, string picture)
    {
        var path = Repository.FindEvaluationData("odd-images", picture);
        Assert.SkipWhen(path is null, Repository.NoEvaluationData);
        return await TagAsync(text, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
    }

    private Task<PostResource> TagAsync(string? text, byte[] picture) => system.Running.Gateway.TagAsync(
        new PostRequest { Text = text, Picture = new PictureRequest { Base64 = picture } }, TestContext.Current.CancellationToken);

    public sealed class OneSystem : IAsyncLifetime
    {
        private RunningSystem? _running;

        public RunningSystem Running => _running ?? throw new InvalidOperationException("The fixture has not been started.");

        // Without the evaluation data every test skips, so the system is not started.
        public async ValueTask InitializeAsync()
        {
            if (Repository.FindEvaluationData("odd-images") is not null)
                _running = await RunningSystem.StartAsync(MessagingTransport.InMemory, new Dictionary<string, string>());
        }

        public async ValueTask DisposeAsync()
        {
            if (_running is not null)
                await _running.DisposeAsync();
        }
    }
}
