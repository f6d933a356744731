using System.Diagnostics;
using System.Diagnostics.Metrics;
using Engram.Hosting;

namespace Engram.Inference.Batching;

/// <summary>The cost of one model's batches, named like Triton's <c>nv_inference_*</c> metrics. Durations in seconds.</summary>
public sealed class BatchMetrics
{
    public const string MeterName = "Engram.Inference";

    private readonly UpDownCounter<int> _pending;
    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _queueDuration;
    private readonly Histogram<double> _computeDuration;
    private readonly Counter<long> _succeeded;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _splits;
    private readonly TagList _tags;

    /// <param name="meters">Creates the meter <see cref="MeterName"/>.</param>
    /// <param name="model">Name of the model package: the tag <c>model</c> of every measurement.</param>
    public BatchMetrics(IMeterFactory meters, string model)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _tags = new TagList { { "model", model } };
        _pending = meter.CreateUpDownCounter<int>("inference.pending_request_count", "{request}", "Requests that wait or are computed");
        _batchSize = meter.CreateCounts("inference.batch_size", "{request}", "Requests computed together");
        _queueDuration = meter.CreateDurations(
            "inference.queue_duration", "From a request's arrival to the start of its batch");
        _computeDuration = meter.CreateDurations("inference.compute_duration", "Computation of one batch");
        _succeeded = meter.CreateCounter<long>("inference.request_success", "{request}", "Requests that got a result");
        _failed = meter.CreateCounter<long>("inference.request_failure", "{request}", "Requests the model failed on, alone");
        _splits = meter.CreateCounter<long>("inference.batch_split", "{batch}", "Batches that threw and were halved");
    }

    internal void RequestArrived() => _pending.Add(1, _tags);

    internal void RequestLeft() => _pending.Add(-1, _tags);

    internal void Waited(TimeSpan duration) => _queueDuration.Record(duration.TotalSeconds, _tags);

    internal void Computed(int requests, TimeSpan duration)
    {
        _batchSize.Record(requests, _tags);
        _computeDuration.Record(duration.TotalSeconds, _tags);
        _succeeded.Add(requests, _tags);
    }

    internal void Split() => _splits.Add(1, _tags);

    internal void Failed() => _failed.Add(1, _tags);
}
