using System.Diagnostics.Metrics;
using Engram.Hosting;

namespace Engram.Ocr;

/// <summary>The metrics of the service, meter <c>Engram.Ocr</c>.</summary>
public sealed class OcrMetrics
{
    public const string Name = "Engram.Ocr";

    private readonly Counter<long> _pictures;
    private readonly Histogram<double> _duration;

    public OcrMetrics(IMeterFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        var meter = factory.Create(Name);
        _pictures = meter.CreateCounter<long>(
            "engram.ocr.pictures", "{picture}", "Pictures by outcome: read, known (read before), rejected (with the reason), gone");
        _duration = meter.CreateDurations("engram.ocr.duration", "Time to decode and read a picture");
    }

    public void PictureRead(TimeSpan duration)
    {
        Count("read");
        _duration.Record(duration.TotalSeconds);
    }

    public void PictureKnown() => Count("known");

    public void PictureRejected(string reason) => _pictures.Add(
        1, new KeyValuePair<string, object?>("outcome", "rejected"), new KeyValuePair<string, object?>("reason", reason));

    public void PictureGone() => Count("gone");

    private void Count(string outcome) => _pictures.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
