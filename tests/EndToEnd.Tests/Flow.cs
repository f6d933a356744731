using Engram.ApiContracts.Posts;
using Engram.Cli.Ledger;
using Engram.Cli.Posts;
using Engram.Client;
using Engram.CommandLine;
using Engram.Gateway.Posts;
using Engram.TestKit;

namespace Engram.EndToEnd.Tests;

/// <summary>Posts that flow into a system while something happens to it, and the reckoning afterwards.</summary>
internal sealed class Flow(RunningSystem system)
{
    // A service whose bus stays unready is started anew after three minutes, and what it was asked before may be asked again after two
    // more.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    private readonly List<string> _taken = [];
    private readonly List<string> _refused = [];

    /// <summary>Sends posts, again and again while the gateway is away, and returns when all have been taken.</summary>
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

    /// <summary>Waits until every post that was taken has an outcome, and returns the ledger.</summary>
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
                    _taken, system.Gateway.ListPostsAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
            }
            catch (GatewayUnavailableException)
            {
                // It too is started anew when its bus stays stuck.
            }

            await Task.Delay(250, TestContext.Current.CancellationToken);
        }

        return ledger ?? throw new TimeoutException($"The gateway was away for {Patience}.");
    }

    /// <summary>Fails unless each post that was taken is tagged, once, and nothing was given up on.</summary>
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
