using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Engram.Hosting;

/// <summary>Metrics at <c>/metrics</c>. With <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, metrics, traces and logs are also sent there over OTLP.
/// All our meters and activity sources are named <c>Engram.*</c>; MassTransit carries the trace through the broker.</summary>
internal static class TelemetryExtensions
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<TelemetryOptions>(TelemetryOptions.SectionName);
        // Read now: the exporter is made while options are still being checked.
        var cacheTime = builder.Configuration.Peek<TelemetryOptions>(TelemetryOptions.SectionName).MetricsCacheTime;
        builder.Services.Configure<PrometheusAspNetCoreOptions>(prometheus =>
        {
            prometheus.ScrapeEndpointPath = HealthPaths.Metrics;
            prometheus.ScrapeResponseCacheDurationMilliseconds = (int)cacheTime.TotalMilliseconds;
        });
        builder.Services.AddHostedService<ProcessMetrics>();
        var isSent = !string.IsNullOrEmpty(builder.Configuration[EndpointVariable]);
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(builder.Environment.ApplicationName))
            .WithMetrics(metrics => AddMeters(metrics, isSent));
        if (!isSent)
            return;
        // The sampler is the one that OTEL_TRACES_SAMPLER names.
        telemetry.WithTracing(traces => traces
            .AddAspNetCoreInstrumentation(requests => requests.Filter = context => !HealthPaths.IsProbe(context.Request.Path))
            .AddHttpClientInstrumentation()
            .AddNpgsql()
            .AddSource("MassTransit", "Engram.*")
            .AddProcessor<PollingFilter>()
            .AddOtlpExporter());
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeFormattedMessage = true;
            logs.SetResourceBuilder(ResourceBuilder.CreateDefault().AddService(builder.Environment.ApplicationName)).AddOtlpExporter();
        });
    }

    private static void AddMeters(MeterProviderBuilder metrics, bool isSent)
    {
        metrics
            .AddAspNetCoreInstrumentation()
            .AddHttpClientInstrumentation()
            .AddRuntimeInstrumentation()
            .AddNpgsqlInstrumentation()
            .AddMeter("MassTransit", "Engram.*")
            .AddPrometheusExporter();
        if (isSent)
            metrics.AddOtlpExporter();
    }
}

/// <summary>Instruments with buckets that suit what they measure.</summary>
public static class MeterExtensions
{
    // From the fastest answer to the longest wait for a picture.
    private static readonly double[] Seconds =
        [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3600];

    private static readonly int[] Counts = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

    /// <summary>Creates a histogram of durations in seconds.</summary>
    public static Histogram<double> CreateDurations(this Meter meter, string name, string description)
    {
        ArgumentNullException.ThrowIfNull(meter);
        return meter.CreateHistogram(
            name, "s", description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
    }

    /// <summary>Creates a histogram of small numbers, such as the sizes of batches.</summary>
    public static Histogram<int> CreateCounts(this Meter meter, string name, string unit, string description)
    {
        ArgumentNullException.ThrowIfNull(meter);
        return meter.CreateHistogram(
            name, unit, description, tags: null, new InstrumentAdvice<int> { HistogramBucketBoundaries = Counts });
    }
}
