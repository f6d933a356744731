using System.Diagnostics.Metrics;
using Engram.Hosting;

namespace Engram.VisionFeatures;

/// <summary>The metrics of the service, meter <c>Engram.VisionFeatures</c>.</summary>
public sealed class VisionMetrics
{
    private readonly Counter<long> _pictures;
    private readonly Histogram<double> _duration;

    public VisionMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create("Engram.VisionFeatures");
        _pictures = meter.CreateCounter<long>(
            "engram.vision.pictures", "{picture}", "Pictures by outcome: read, known, rejected (with the reason), gone");
        _duration = meter.CreateDurations("engram.vision.read.duration", "Time to decode a picture and run the model");
    }

    public void PictureDone(string outcome) => _pictures.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void PictureRejected(string reason) => _pictures.Add(
        1, new KeyValuePair<string, object?>("outcome", "rejected"), new KeyValuePair<string, object?>("reason", reason));

    public void PictureRead(TimeSpan duration)
    {
        PictureDone("read");
        _duration.Record(duration.TotalSeconds);
    }
}
