using System.Net;
using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Client;
using Engram.CommandLine;
using Engram.Streams;

namespace Engram.Cli.Posts;

/// <summary>Result of one line in a file of posts.</summary>
/// <param name="Line">Line number, from 1.</param>
/// <param name="Post">The post, when it was accepted.</param>
/// <param name="Problem">Why it was not accepted.</param>
public sealed record IngestedPost(long Line, PostResource? Post, string? Problem)
{
    /// <summary>Source id of the deleted post or author, or of a post that was not accepted because its source had already deleted
    /// it.</summary>
    public string? Deleted { get; init; }
}

/// <summary>Sends posts to the gateway in batches, several at once, and retries a batch while the gateway is unavailable. Every post has an
/// id, so the gateway accepts it only once.</summary>
/// <param name="gateway">The gateway to send to.</param>
/// <param name="wait">Whether to wait for each post's keyphrases.</param>
/// <param name="patience">Longest time to wait for the gateway.</param>
public sealed class Ingestion(GatewayClient gateway, bool wait, TimeSpan patience)
{
    // Far below the number of lines that the gateway keeps waiting in one stream (256 by default), so that it reads a whole batch before
    // this client must read its answers.
    private const int BatchLines = 32;
    private const int BatchesAtOnce = 4;

    private readonly Patience _patience = new(patience);
    private readonly Lock _telling = new();
    private readonly Lock _counting = new();
    private readonly List<long> _open = []; // first lines of the batches in progress
    private long _last;

    /// <summary>The last line read.</summary>
    public long ReadLine { get; private set; }

    /// <summary>All lines up to and including this one are done.</summary>
    public long DoneLine
    {
        get
        {
            lock (_counting)
                return _open.Count == 0 ? _last : _open.Min() - 1;
        }
    }

    /// <summary>Sends all posts and reports the result of each line as soon as it is known, one at a time, in no particular
    /// order.</summary>
    public Task RunAsync(IAsyncEnumerable<ReadPost> posts, Action<IngestedPost> tell, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            posts.Chunk(BatchLines).Select(Begin),
            new ParallelOptions { MaxDegreeOfParallelism = BatchesAtOnce, CancellationToken = cancellationToken },
            async (batch, token) =>
            {
                await SendAsync(batch, tell, token);
                lock (_counting)
                    _open.Remove(batch[0].Line);
            });

    private ReadPost[] Begin(ReadPost[] batch)
    {
        lock (_counting)
        {
            _open.Add(batch[0].Line);
            ReadLine = batch[^1].Line;
            // The next batch may start within the line in which this one ends.
            _last = ReadLine - 1;
        }

        return batch;
    }

    private async Task SendAsync(ReadPost[] batch, Action<IngestedPost> tell, CancellationToken cancellationToken)
    {
        foreach (var line in batch.Where(line => line.Fault is not null))
            Tell(tell, new IngestedPost(line.Line, Post: null, line.Fault));
        // A deletion that arrives before its post leaves a tombstone, so the order of batches does not matter.
        foreach (var line in batch.Where(line => line.Removal is not null))
        {
            await _patience.PersistAsync(
                async () =>
                {
                    var deleted = await DeleteAsync(line.Removal!, cancellationToken);
                    Tell(tell, new IngestedPost(line.Line, Post: null, Problem: null) { Deleted = deleted });
                },
                cancellationToken);
        }

        var taken = new List<(long Line, PostResource Post)>();
        await _patience.SendAsync(
            batch.Where(line => line.Post is not null),
            lines => gateway.PostLinesAsync(lines.Select(line => line.Post!), cancellationToken),
            answer => answer.Status,
            (line, answer) =>
            {
                if (answer.Post is { } post)
                    taken.Add((line.Line, post));
                else if (answer.Status == (int)HttpStatusCode.Gone)
                    Tell(tell, new IngestedPost(line.Line, Post: null, Problem: null) { Deleted = line.Post!.SourceId ?? line.Post.Id });
                else
                    Tell(tell, new IngestedPost(line.Line, Post: null, Describe(answer)));
            },
            cancellationToken);

        await Task.WhenAll(taken.Select(async line =>
        {
            var post = line.Post;
            if (wait)
                await _patience.PersistAsync(async () => post = await gateway.FinishAsync(post, cancellationToken), cancellationToken);
            Tell(tell, new IngestedPost(line.Line, post, Problem: null));
        }));
    }

    private async Task<string> DeleteAsync(StreamEvent removal, CancellationToken cancellationToken)
    {
        (string Source, string? Id, string? Author) gone = removal switch
        {
            PostDeleted post => (post.Source, post.SourceId, null),
            AuthorRemoved removed => (removed.Source, null, removed.AuthorId),
            _ => throw new ArgumentOutOfRangeException(nameof(removal), removal, "Not a removal."),
        };
        await gateway.DeleteOfSourceAsync(gone.Source, gone.Id, gone.Author, cancellationToken);
        return gone.Id ?? gone.Author!;
    }

    private static string Describe(PostLine refused) => $"{refused.Problem?.Title} ({refused.Status}): {refused.Problem?.Detail}";

    private void Tell(Action<IngestedPost> tell, IngestedPost line)
    {
        lock (_telling)
            tell(line);
    }
}
