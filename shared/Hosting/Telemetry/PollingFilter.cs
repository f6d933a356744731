using System.Diagnostics;
using OpenTelemetry;

namespace Engram.Hosting;

/// <summary>Keeps polling out of traces: a call of the database or over HTTP that no request, message or other work of ours made. It would
/// be a trace of one span, and outnumber all others.</summary>
internal sealed class PollingFilter : BaseProcessor<Activity>
{
    private static readonly string[] Callers = ["Npgsql", "System.Net.Http"];

    public override void OnStart(Activity data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.ParentSpanId != default || !Callers.Contains(data.Source.Name))
            return;
        // Exporters skip a span that is not recorded, and so does the sampler for its children.
        data.IsAllDataRequested = false;
        data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }
}
