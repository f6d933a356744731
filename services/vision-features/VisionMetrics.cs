using System.Diagnostics.Metrics;

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
        _pictures = meter.CreateCounter<long>("engram.vision.pictures", "{picture}", "Pictures by outcome: read, known, rejected, gone");
        _duration = meter.CreateHistogram<double>("engram.vision.read.duration", "s", "Time to decode a picture and run the model");
    }

    public void PictureDone(string outcome) => _pictures.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void PictureRead(TimeSpan duration)
    {
        PictureDone("read");
        _duration.Record(duration.TotalSeconds);
    }
}
