using System.Diagnostics.Metrics;

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
            "engram.ocr.pictures", "{picture}", "Pictures by outcome: read, known (read before), rejected, gone");
        _duration = meter.CreateHistogram<double>("engram.ocr.duration", "s", "Time to decode and read a picture");
    }

    public void PictureRead(TimeSpan duration)
    {
        Count("read");
        _duration.Record(duration.TotalSeconds);
    }

    public void PictureKnown() => Count("known");

    public void PictureRejected() => Count("rejected");

    public void PictureGone() => Count("gone");

    private void Count(string outcome) => _pictures.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
