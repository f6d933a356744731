using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Gateway.Posts;

namespace Engram.Gateway.Tests.Posts;

/// <summary>How the UUID of a post is derived from its public id or its source id.</summary>
public sealed class When_an_id_is_given
{
    [Fact]
    public void Should_keep_a_uuid_as_its_own_in_lower_case()
    {
        var name = PostName.Parse("0198C8F4-2B6A-7C3D-9E4F-112233445566");

        Assert.Equal("0198c8f4-2b6a-7c3d-9e4f-112233445566", name.PublicId);
        Assert.Equal(name.PublicId, name.Id.ToString());
    }

    [Fact]
    public void Should_always_make_the_same_uuid_of_another_id()
    {
        // A recorded value: if the rule changes, posts that are already stored can't be found.
        Assert.Equal("7863df9f-20ff-813c-9190-e3f98dd18d72", PostName.Parse("tweet:20").Id.ToString());
        Assert.NotEqual(PostName.Parse("tweet:20").Id, PostName.Parse("tweet:21").Id);
        Assert.NotEqual(PostName.Parse("a").Id, PostName.Parse("A").Id);
    }

    [Fact]
    public void Should_follow_from_the_source_and_what_the_source_calls_the_post()
    {
        Assert.Equal(PostName.Parse("x:20"), PostName.OfSource("x", "20"));
        Assert.Equal(PostName.Parse("x:20"), IncomingPost.Check(
            new PostRequest { Text = "a", Source = "x", SourceId = "20" }, new GatewayOptions()).Name);
        Assert.Equal(PostName.Parse("x:20"), IncomingPost.Check(
            new PostRequest { Text = "a", Source = "x", SourceId = "20", Id = "x:20" }, new GatewayOptions()).Name);
    }

    [Fact]
    public void Should_be_a_hash_of_what_no_path_can_hold()
    {
        var name = PostName.OfSource("bluesky", "at://did:plc:ab/app.bsky.feed.post/3k");

        // A recorded value: if the rule changes, posts that are already stored can't be found.
        Assert.Matches("^bluesky:[0-9a-f]{32}$", name.PublicId);
        Assert.Equal(name, PostName.Parse(name.PublicId));
        Assert.NotEqual(name, PostName.OfSource("bluesky", "at://did:plc:ab/app.bsky.feed.post/3l"));
        Assert.NotEqual(PostName.OfSource("x", new string('1', 512)), PostName.OfSource("x", new string('1', 511)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a\n")]
    [InlineData("\u00e4")]
    [InlineData(".")]
    [InlineData("..")]
    public void Should_refuse_what_no_path_can_hold(string id) =>
        Assert.Equal("invalid-id", Assert.Throws<ProblemException>(() => PostName.Parse(id)).Problem.Name);

    [Fact]
    public void Should_refuse_an_id_that_is_too_long()
    {
        Assert.NotNull(PostName.TryParse(new string('.', 128)));
        Assert.Null(PostName.TryParse(new string('a', 129)));
    }
}
