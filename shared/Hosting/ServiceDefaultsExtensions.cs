using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Engram.Hosting;

/// <summary>What every service does alike, so that a Program.cs says only what is its own.</summary>
public static class ServiceDefaultsExtensions
{
    // Whoever probes a service gives up after a few seconds, and learns less from that than from a check that ran out of time.
    private static readonly TimeSpan LongestHealthCheck = TimeSpan.FromSeconds(3);

    /// <summary>Adds one clear message for a failed start, an end with the program that started it, listening rules, problem details,
    /// health, telemetry and the clock.</summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        builder.AddStartFailure();
        builder.Services.AddCheckedOptions<SupervisionOptions>(SupervisionOptions.SectionName).AddHostedService<ParentProcessWatcher>();
        builder.AddListening();
        builder.AddTelemetry();
        builder.Services.AddProblemDetails();
        builder.Services.AddHealthChecks();
        builder.Services.PostConfigure<HealthCheckServiceOptions>(options =>
        {
            foreach (var check in options.Registrations)
                check.Timeout = LongestHealthCheck;
        });
        builder.Services.TryAddSingleton(TimeProvider.System);
        // A line for each request and each SQL command says nothing that metrics and traces don't, and slows a busy service.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // What fails in the database is an exception, which whoever meets it handles or logs: two posts under one id are no error.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", level => level == LogLevel.Warning);
        builder.Services.AddSingleton<RepeatedFaults>().AddHostedService<RepeatedFaultsReport>();
        builder.Logging.AddConsole(console => console.FormatterName = FaultFormatter.FormatterName)
            .AddConsoleFormatter<FaultFormatter, ConsoleFormatterOptions>();
        return builder;
    }

    /// <summary>Registers options that are checked when the host starts, so that a service with a bad setting never begins.</summary>
    public static IServiceCollection AddCheckedOptions<TOptions>(this IServiceCollection services, string sectionName)
        where TOptions : class
    {
        services.AddOptions<TOptions>().BindConfiguration(sectionName).ValidateDataAnnotations().ValidateOnStart();
        return services;
    }

    /// <summary>Maps <c>/healthz</c> (the process lives) and <c>/readyz</c> (it can do its work), behind the rules for callers.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseCallerOrigin();
        app.UseApiKeys();
        app.MapHealthChecks(
            HealthPaths.Live, new HealthCheckOptions { Predicate = _ => false, ResponseWriter = HealthReportWriter.WriteAsync });
        app.MapHealthChecks(HealthPaths.Ready, new HealthCheckOptions { ResponseWriter = HealthReportWriter.WriteAsync });
        return app;
    }

    /// <summary>Runs the service until it is asked to stop, by a signal or by <paramref name="stop"/>. Asked while it still starts, and
    /// waits for its database perhaps, it ends as quietly: only that it was cut short would be to tell.</summary>
    public static async Task RunUntilStoppedAsync(this WebApplication app, CancellationToken stop = default)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        try
        {
            await app.RunAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested || stopping.IsCancellationRequested)
        {
        }
    }
}
