using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Engram.Hosting;

/// <summary>Reports a failed start as one message on standard error and exits with code 1. The cause is then a setting, a missing file or a
/// taken port, which the message names; a stack trace would hide it. After start-up, crashes keep their stack trace.</summary>
public static class StartupErrorReporter
{
    /// <summary>Text of the message between the service's name and the reason.</summary>
    public const string Words = " can't start: ";

    private const int ExitCode = 1;

    // At error level the host logs the same failure with its stack trace. Its other errors are followed by a critical entry that says more.
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
        return service + Words + string.Join(' ', ReasonsOf(failure));
    }

    /// <summary>The reasons of a failed start, each once.</summary>
    internal static IEnumerable<string> ReasonsOf(Exception failure)
    {
        IEnumerable<Exception> causes = failure is AggregateException several ? several.Flatten().InnerExceptions : [failure];
        return causes.SelectMany(cause => cause is OptionsValidationException options ? options.Failures : [cause.Message])
            .Distinct(StringComparer.Ordinal);
    }

    /// <summary>Records that every part of the host has started.</summary>
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
