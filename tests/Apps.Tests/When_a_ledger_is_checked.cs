using Engram.ApiContracts.Posts;
using Engram.Cli.Ledger;
using Engram.CommandLine;
using Engram.Gateway.Posts;
using Engram.TestKit;

namespace Engram.Apps.Tests;

/// <summary><c>engram ledger</c>: lost, pending and duplicated posts.</summary>
public sealed class When_a_ledger_is_checked
{
    [Fact]
    public async Task Should_balance_when_each_post_has_one_outcome()
    {
        var ledger = await CheckAsync(
            ["a", "b", "a"], Post("b", PostState.Failed), Post("a", PostState.Tagged), Post("other", PostState.Reading));
        Assert.True(ledger.IsBalanced);
        Assert.Equal((2, 1, 1), (ledger.Posts, ledger.Tagged, ledger.Failed));
    }

    [Fact]
    public async Task Should_tell_lost_pending_and_duplicated_posts()
    {
        var ledger = await CheckAsync(["lost", "pending", "twice"], Post("pending", PostState.Predicting), Post("twice", PostState.Tagged),
            Post("twice", PostState.Failed));
        Assert.False(ledger.IsBalanced);
        Assert.Equal(["lost"], ledger.Lost);
        Assert.Equal(["pending"], ledger.Pending);
        Assert.Equal(["twice"], ledger.Duplicated);
    }

    [Fact]
    public async Task Should_say_which_line_holds_no_id()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "a\n\n{\"post\":\n", TestContext.Current.CancellationToken);
        var run = await EngramCli.RunAsync("ledger", file);
        File.Delete(file);

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.StartsWith($"engram: Line 3 of {file} is neither an id", run.Errors, StringComparison.Ordinal);
    }

    private static Task<PostLedger> CheckAsync(string[] taken, params PostResource[] posts) =>
        PostLedger.CheckAsync(taken, posts.ToAsyncEnumerable(), TestContext.Current.CancellationToken);

    private static PostResource Post(string id, PostState state) => new()
    {
        Id = id,
        State = state,
        Source = null,
        SourceId = null,
        Revision = null,
        Author = null,
        Text = "",
        Languages = [],
        Hashtags = [],
        Sensitive = false,
        RepostOf = null,
        ReplyTo = null,
        QuoteOf = null,
        Images = [],
        Keyphrases = [],
        KeyphrasesOf = null,
        Reason = null,
        Model = null,
        Attention = null,
        Neighbours = null,
        Failure = null,
        CreatedAt = null,
        ReceivedAt = DateTimeOffset.UnixEpoch,
        TaggedAt = null,
    };
}
