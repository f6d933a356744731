using Engram.ApiContracts.Posts;
using Engram.Cli.Ledger;
using Engram.Cli.Posts;
using Engram.Client;
using Engram.CommandLine;
using Engram.Gateway.Posts;
using Engram.TestKit;

namespace Engram.EndToEnd.Tests;

/// <summary>Sends posts to a system while a test disrupts it, then checks that each post has one outcome.</summary>
internal sealed class Flow(RunningSystem system)
{
    // A service whose bus stays unready is restarted after 3 minutes; its pending messages may be sent again after another 2.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    private readonly List<string> _taken = [];
    private readonly List<string> _refused = [];

    /// <summary>Sends posts, with retries while the gateway is unavailable, and returns when all are accepted.</summary>
    public Task SendAsync(IEnumerable<PostRequest> posts) =>
        new Ingestion(system.Gateway, wait: false, Patience).RunAsync(posts.AsLines(), Note, TestContext.Current.CancellationToken);

    public int Taken
    {
        get
        {
            lock (_taken)
                return _taken.Count;
        }
    }

    /// <summary>Waits until every accepted post has an outcome, and returns the ledger.</summary>
    public async Task<PostLedger> SettleAsync()
    {
        Assert.Empty(_refused);
        PostLedger? ledger = null;
        var began = TimeProvider.System.GetTimestamp();
        while (ledger is not { Pending.Count: 0 } && TimeProvider.System.GetElapsedTime(began) < Patience)
        {
            try
            {
                ledger = await PostLedger.CheckAsync(
                    _taken, system.Gateway.ListPostsAsync([], TestContext.Current.CancellationToken),
                    TestContext.Current.CancellationToken);
            }
            catch (GatewayUnavailableException)
            {
                // The gateway also restarts when its bus stays unready.
            }

            await Task.Delay(250, TestContext.Current.CancellationToken);
        }

        return ledger ?? throw new TimeoutException($"The gateway was away for {Patience}.");
    }

    /// <summary>Fails unless each accepted post is tagged exactly once and there are no dead letters.</summary>
    public async Task ShouldBeTaggedOnceEachAsync(int posts, string brokerUri)
    {
        var ledger = await SettleAsync();
        Assert.Equal(posts, ledger.Posts);
        Assert.True(ledger.Pending.Count == 0, $"{ledger.Pending.Count} of {posts} posts have no outcome after {Patience}, among them "
            + $"{string.Join(", ", ledger.Pending.Take(5))}.");
        Assert.Empty(ledger.Lost);
        Assert.Empty(ledger.Duplicated);
        Assert.Equal(posts, ledger.Tagged);

        var deadLetters = await EngramCli.RunAsync("deadletters", "list", "--json", "--broker", brokerUri);
        Assert.Equal("[]", deadLetters.Output.Trim());
    }

    private void Note(IngestedPost line)
    {
        lock (_taken)
        {
            if (line.Post is { } post)
                _taken.Add(post.Id);
            else
                _refused.Add($"{line.Line}: {line.Problem}");
        }
    }
}
