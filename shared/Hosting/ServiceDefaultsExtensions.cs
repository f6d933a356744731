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

/// <summary>Setup that all services share, so that a Program.cs holds only what is specific to its service.</summary>
public static class ServiceDefaultsExtensions
{
    // Probes time out after a few seconds; a check that reports its own timeout tells them more.
    private static readonly TimeSpan LongestHealthCheck = TimeSpan.FromSeconds(3);

    /// <summary>Adds start-up error reporting, the parent process watcher, listening rules, problem details, health checks, telemetry and
    /// the clock.</summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        builder.AddStartFailure();
        builder.Services.AddSettingsCheck(SecretFiles.Read(builder.Configuration));
        builder.Services.AddCheckedOptions<SupervisionOptions>(SupervisionOptions.SectionName).AddHostedService<ParentProcessWatcher>();
        builder.AddListening();
        builder.AddCallerOrigin();
        builder.AddTelemetry();
        builder.Services.AddProblemDetails();
        builder.Services.AddHealthChecks();
        builder.Services.PostConfigure<HealthCheckServiceOptions>(options =>
        {
            foreach (var check in options.Registrations)
                check.Timeout = LongestHealthCheck;
        });
        builder.Services.TryAddSingleton(TimeProvider.System);
        // One line per request and SQL command adds nothing to metrics and traces, and slows a busy service.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // A failed database command raises an exception, which its caller handles or logs: a duplicate post id, for example, is not an
        // error.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", level => level == LogLevel.Warning);
        builder.Services.AddSingleton<RepeatedFaults>().AddHostedService<RepeatedFaultsReport>();
        builder.Logging.AddConsole()
            .AddConsoleFormatter<TextFormatter, ConsoleFormatterOptions>()
            .AddConsoleFormatter<JsonLineFormatter, ConsoleFormatterOptions>();
        if (builder.Configuration.Peek<SupervisionOptions>(SupervisionOptions.SectionName).Task
            is ServiceTask.CheckSettings or ServiceTask.ListSettings)
            builder.Logging.ClearProviders(); // what these print is for programs
        builder.Services.PostConfigure<ConsoleLoggerOptions>(console => console.FormatterName = FormatterOf(console.FormatterName));
        return builder;
    }

    /// <summary>Maps <see cref="HealthPaths"/>, behind the host, origin and API key checks. Pages of allowed origins may read the
    /// answers.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseHttpBasics();
        app.UseRouting();
        app.UseCallerOrigin();
        app.UseCors();
        app.UseApiKeys();
        app.MapHealthChecks(
            HealthPaths.Live, new HealthCheckOptions { Predicate = _ => false, ResponseWriter = HealthReportWriter.WriteAsync });
        app.MapHealthChecks(HealthPaths.Ready, new HealthCheckOptions { ResponseWriter = HealthReportWriter.WriteAsync });
        app.MapHealthChecks(HealthPaths.Serving, new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(HealthPaths.ServingTag),
            ResponseWriter = HealthReportWriter.WriteAsync,
        });
        app.MapPrometheusScrapingEndpoint();
        return app;
    }

    /// <summary>Runs the service until a signal or <paramref name="stop"/> ends it. Cancelling during start-up is not an error: exit
    /// quietly.</summary>
    public static async Task RunUntilStoppedAsync(this WebApplication app, CancellationToken stop = default)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        try
        {
            if (await app.TryDoTaskAsync(stop))
                return;
            // Not RunAsync: it disposes the host before its exception can be judged, and a background service that is disposed of while it
            // works asks the host to stop.
            await app.StartAsync(stop);
            await app.WaitForShutdownAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested || stopping.IsCancellationRequested)
        {
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    private static string FormatterOf(string? chosen) =>
        string.IsNullOrEmpty(chosen) ? TextFormatter.FormatterName
        : chosen.Equals(JsonLineFormatter.UsualName, StringComparison.OrdinalIgnoreCase) ? JsonLineFormatter.FormatterName : chosen;
}
