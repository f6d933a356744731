using System.Net;
using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Client;
using Engram.CommandLine;
using Engram.Streams;

namespace Engram.Cli.Posts;

/// <summary>What became of one line of a file of posts.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Post">The post, when it was taken.</param>
/// <param name="Problem">Why it was not.</param>
public sealed record IngestedPost(long Line, PostResource? Post, string? Problem)
{
    /// <summary>What was deleted: a post's or an author's id at its source, or a post that was not taken since its source had deleted
    /// it.</summary>
    public string? Deleted { get; init; }
}

/// <summary>
/// Sends posts to the gateway a batch at a time, several batches at once, and sends a batch again while the gateway is away: every post has
/// an id, so it is taken once however often it is sent.
/// </summary>
/// <param name="gateway">Where to send them.</param>
/// <param name="wait">Whether to wait for each post's keyphrases.</param>
/// <param name="patience">Longest time the gateway may be away.</param>
public sealed class Ingestion(GatewayClient gateway, bool wait, TimeSpan patience)
{
    // Well under what the gateway keeps waiting in one stream, so that it reads a whole batch before it wants its answers read.
    private const int BatchLines = 32;
    private const int BatchesAtOnce = 4;

    private readonly Patience _patience = new(patience);
    private readonly Lock _telling = new();
    private readonly Lock _counting = new();
    private readonly List<long> _open = []; // first lines of the batches under way
    private long _last;

    /// <summary>The last line that was read.</summary>
    public long ReadLine { get; private set; }

    /// <summary>All lines up to this one are done.</summary>
    public long DoneLine
    {
        get
        {
            lock (_counting)
                return _open.Count == 0 ? _last : _open.Min() - 1;
        }
    }

    /// <summary>Sends all posts and tells what became of each line as soon as it is known, one at a time, in no order.</summary>
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
            // The next batch may begin in the line that this one ends in.
            _last = ReadLine - 1;
        }

        return batch;
    }

    private async Task SendAsync(ReadPost[] batch, Action<IngestedPost> tell, CancellationToken cancellationToken)
    {
        foreach (var line in batch.Where(line => line.Fault is not null))
            Tell(tell, new IngestedPost(line.Line, Post: null, line.Fault));
        // A deletion that overtakes its post leaves a tombstone, so the order of batches does not matter.
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
