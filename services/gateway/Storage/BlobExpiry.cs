using Engram.Blobs;
using Engram.Gateway.Expiry;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Storage;

/// <summary>Deletes unreferenced blobs (of crashed requests, deleted posts, stored chunks and finished trainings), and
/// readings of pictures that are no longer used.</summary>
public sealed class BlobExpiry(
    GatewayDb db, IBlobStore blobs, BlobSweepSchedule schedule, IOptions<GatewayOptions> options,
    ILogger<BlobExpiry> logger) : IExpiryHandler
{
    private const int PageBlobs = 1000;

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (!schedule.IsTime())
            return;
        var deleted = 0;
        for (var last = ""; ;)
        {
            var page = await blobs.ListOlderAsync(options.Value.UnreferencedBlobAge, last, PageBlobs, cancellationToken);
            var referenced = await db.ReferencedAsync(page, cancellationToken);
            foreach (var sha256 in page.Where(sha256 => !referenced.Contains(sha256)))
                deleted += await db.DeleteUnreferencedAsync(sha256, blobs, cancellationToken) ? 1 : 0;
            if (page.Count < PageBlobs)
                break;
            last = page[^1];
        }

        if (deleted > 0)
            Log.BlobsSwept(logger, deleted);
        await ForgetReadingsAsync(cancellationToken);
    }

    private async Task ForgetReadingsAsync(CancellationToken cancellationToken)
    {
        var forgotten = 0;
        for (var batch = PageBlobs; batch == PageBlobs; forgotten += batch)
            batch = await blobs.ForgetReadingsAsync(options.Value.ReadingAge, PageBlobs, cancellationToken);
        if (forgotten > 0)
            Log.ReadingsForgotten(logger, forgotten);
    }
}

/// <summary>Says when to scan all blobs: far less often than overdue work, because a scan reads every address.</summary>
public sealed class BlobSweepSchedule(IOptions<GatewayOptions> options, TimeProvider time)
{
    private readonly TimeSpan _interval = options.Value.UnreferencedBlobAge / 4;
    private long? _last;

    public bool IsTime()
    {
        if (_last is { } last && time.GetElapsedTime(last) < _interval)
            return false;
        _last = time.GetTimestamp();
        return true;
    }
}
