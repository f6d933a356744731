using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Engram.Hosting;

/// <summary>
/// A service that can't start says so in one message on standard error and ends with exit code 1. What is wrong then is a setting, a
/// missing file or a taken port, which the message names; a stack trace would hide it. Once the service runs, a breakdown keeps its trace.
/// </summary>
public static class StartupErrorReporter
{
    /// <summary>What the message says after the service's name and before the reason.</summary>
    public const string Words = " can't start: ";

    private const int ExitCode = 1;

    // The host logs the same failure, with its trace; of the rest it logs as errors, the critical line that follows says more.
    private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";

    private static int s_isListening;
    private static volatile bool s_isRunning;

    internal static void AddStartFailure(this IHostApplicationBuilder builder)
    {
        builder.Logging.AddFilter(HostCategory, LogLevel.Critical);
        builder.Services.AddHostedService<RunningNote>();
        if (Interlocked.Exchange(ref s_isListening, 1) == 0)
            AppDomain.CurrentDomain.UnhandledException += (_, unhandled) => EndUnlessRunning((Exception)unhandled.ExceptionObject);
    }

    private static void EndUnlessRunning(Exception failure)
    {
        if (s_isRunning)
            return;
        Console.Error.WriteLine(Describe(failure));
        Environment.Exit(ExitCode);
    }

    private static string Describe(Exception failure)
    {
        var service = Assembly.GetEntryAssembly()?.GetName().Name;
        var reasons = failure is AggregateException several ? several.Flatten().InnerExceptions.Select(reason => reason.Message)
            : [failure.Message];
        return service + Words + string.Join(' ', reasons.Distinct(StringComparer.Ordinal));
    }

    /// <summary>Notes that every part of the host has started.</summary>
    private sealed class RunningNote(IHostApplicationLifetime lifetime) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            lifetime.ApplicationStarted.Register(() => s_isRunning = true);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
