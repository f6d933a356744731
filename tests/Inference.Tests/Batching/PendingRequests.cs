using System.Diagnostics.Metrics;

namespace Engram.Inference.Tests.Batching;

/// <summary>Reads the metric inference.pending_request_count of one meter factory.</summary>
internal sealed class PendingRequests : IDisposable
{
    private readonly MeterListener _listener = new();
    private int _pending;

    public PendingRequests(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "inference.pending_request_count" && instrument.Meter.Scope == meters)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((_, change, _, _) => Interlocked.Add(ref _pending, change));
        _listener.Start();
    }

    public int Pending => Volatile.Read(ref _pending);

    public void Dispose() => _listener.Dispose();
}
