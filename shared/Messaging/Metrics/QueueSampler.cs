using System.Collections.Concurrent;
using Engram.Hosting;
using Engram.Messaging.Bus;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Engram.Messaging.Metrics;

/// <summary>Names of the queues that this service consumes from.</summary>
internal sealed class ConsumedQueues
{
    public ConcurrentDictionary<string, bool> Names { get; } = new();
}

/// <summary>Counts the service's queues and their dead letters at an interval, on a connection of its own.</summary>
internal sealed class QueueSampler(
    ConsumedQueues queues, MessagingMetrics metrics, IConfiguration configuration, IHostEnvironment environment,
    IOptions<TelemetryOptions> options, TimeProvider time, ILogger<QueueSampler> logger) : BackgroundService
{
    private static readonly TimeSpan AbortTime = TimeSpan.FromSeconds(1);

    private static readonly string[] KeptSuffixes =
    [
        MessagingExtensions.ErrorQueueSuffix, MessagingExtensions.DeadLetterQueueSuffix, MessagingExtensions.SkippedQueueSuffix,
    ];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        RetryLoop.RunAsync(SampleAsync, options.Value.SampleInterval, Interrupted, stoppingToken);

    private void Interrupted(Exception fault)
    {
        metrics.ForgetQueues();
        Log.QueuesNotCounted(logger, fault);
    }

    private async Task SampleAsync(CancellationToken cancellationToken)
    {
        var broker = new ConnectionFactory
        {
            Uri = MessagingExtensions.BrokerUri(configuration),
            ClientProvidedName = $"{environment.ApplicationName} counts",
            AutomaticRecoveryEnabled = false,
        };
        var connection = await broker.CreateConnectionAsync(cancellationToken);
        try
        {
            using var timer = new PeriodicTimer(options.Value.SampleInterval, time);
            do
            {
                foreach (var queue in queues.Names.Keys)
                    metrics.Counted(queue, await CountAsync(connection, queue).WaitAsync(cancellationToken));
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        finally
        {
            // A question that is broken off leaves its channel waiting for the answer, and closing it in order would wait too.
            await connection.AbortAsync(AbortTime);
            await connection.DisposeAsync();
        }
    }

    private static async Task<QueueCount> CountAsync(IConnection connection, string queue)
    {
        var (messages, consumers) = await LookAsync(connection, queue);
        var kept = new Dictionary<string, long>();
        foreach (var suffix in KeptSuffixes)
            (kept[suffix.TrimStart('_')], _) = await LookAsync(connection, queue + suffix);
        return new QueueCount(messages, consumers, kept);
    }

    private static async Task<(long Messages, long Consumers)> LookAsync(IConnection connection, string queue)
    {
        // Asking for a queue that is not there, such as an error queue before the first error, closes the channel.
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            var found = await channel.QueueDeclarePassiveAsync(queue);
            return (found.MessageCount, found.ConsumerCount);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason is { ReplyCode: Constants.NotFound })
        {
            return (0, 0);
        }
    }
}
