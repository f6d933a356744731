using System.ComponentModel.DataAnnotations;

namespace Engram.Inference.Batching;

/// <summary>How large a batch may grow, how long requests wait for others to join their batch, and how many requests may wait.</summary>
public class BatchBounds
{
    /// <summary>Most requests in a batch. Default 32.</summary>
    [Range(1, 4096)]
    public int MaxBatchItems { get; set; } = 32;

    /// <summary>Most tokens in a batch, padding included: requests x most rows x longest row. A larger request runs alone. Default
    /// 4096.</summary>
    [Range(1, 1 << 24)]
    public int MaxBatchTokens { get; set; } = 4096;

    /// <summary>Longest time a request waits for others to share its batch, counted from its arrival. Default 5 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan MaxQueueDelay { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Requests that may wait for a batch; callers wait while the queue is full. Default 256.</summary>
    [Range(1, 1 << 20)]
    public int MaxQueueItems { get; set; } = 256;

    /// <summary>Batches of one model computed at a time. Default 2.</summary>
    [Range(1, 64)]
    public int ConcurrentBatches { get; set; } = 2;
}
