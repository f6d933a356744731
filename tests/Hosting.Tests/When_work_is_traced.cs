using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Engram.Hosting.Tests;

/// <summary>Which work is traced.</summary>
public sealed class When_work_is_traced
{
    private static readonly ActivitySource Database = new("Npgsql");
    private static readonly ActivitySource Work = new("Engram.TracedWork");

    [Fact]
    public void Should_leave_polling_out_and_keep_what_work_asks()
    {
        var ended = new Ended();
        using var tracing = Sdk.CreateTracerProviderBuilder().AddSource(Database.Name, Work.Name)
            .AddProcessor(new PollingFilter()).AddProcessor(ended).Build();

        using (Database.StartActivity("poll"))
        using (Work.StartActivity("below a poll"))
        {
        }

        using (Work.StartActivity("work"))
        using (Database.StartActivity("ask"))
        {
        }

        Assert.Equal(["ask", "work"], ended.Names);
    }

    [Theory]
    [InlineData("always_off", false)]
    [InlineData("always_on", true)]
    [InlineData(null, true)]
    public async Task Should_be_sampled_as_the_environment_says(string? sampler, bool isTraced)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9";
        builder.Configuration["OTEL_TRACES_SAMPLER"] = sampler;
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        using var source = new ActivitySource($"Engram.Sampled.{sampler}");
        using var tracing = app.Services.GetRequiredService<TracerProvider>();

        using var activity = source.StartActivity("work");

        Assert.Equal(isTraced, activity is { Recorded: true });
    }

    private sealed class Ended : BaseProcessor<Activity>
    {
        public List<string> Names { get; } = [];

        public override void OnEnd(Activity data)
        {
            if (data.Recorded)
                Names.Add(data.OperationName);
        }
    }
}
