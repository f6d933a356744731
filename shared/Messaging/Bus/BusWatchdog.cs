using System.Net.Sockets;
using Engram.Hosting;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Engram.Messaging.Bus;

/// <summary>
/// Stops a service whose bus is not ready although the broker accepts connections, so that its supervisor restarts it. Unacknowledged
/// messages return to their queues. Without this the service could hang forever; no setting of the libraries bounds these states.
/// </summary>
/// <remarks>
/// Three states are known. A broker that dies while a queue is being declared can leave MassTransit waiting for a reply that never comes. A
/// message that never settles hides the broker's death, so the bus reports ready without a connection. Just after a crash, under load, a
/// new connection can stall: the broker delivers messages but confirms no publish.
/// </remarks>
internal sealed class BusWatchdog(
    IBusControl bus, BrokerConnections connections, BoundedPublisher publisher, IConfiguration configuration,
    IOptions<MessagingOptions> messaging,
    TimeProvider clock, IHostApplicationLifetime lifetime, IOptions<HostOptions> host, ILogger<BusWatchdog> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan InquiryTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(3);

    private readonly Uri _broker = MessagingExtensions.BrokerUri(configuration);

    private int Port => _broker.Port > 0 ? _broker.Port : _broker.Scheme == "amqps" ? 5671 : 5672;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var options = messaging.Value;
        var wellAt = clock.GetTimestamp();
        long? blockedAt = null;
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var isStarting = !lifetime.ApplicationStarted.IsCancellationRequested;
            var saysReady = bus.CheckHealth().Status == BusHealthStatus.Healthy;
            var isConnected = saysReady && connections.AnyOpen;
            if (isStarting || isConnected || !await BrokerTakesConnectionsAsync(stoppingToken))
                wellAt = clock.GetTimestamp();
            else if (clock.GetElapsedTime(wellAt) > (saysReady ? options.MaxUnnoticedLoss : options.MaxReconnectTime))
                break;

            // While the broker is unavailable no publish can be confirmed.
            if (!isConnected)
                publisher.Forget();
            else if (publisher.UnconfirmedTime > options.MaxUnconfirmedTime
                && (blockedAt is not { } at || clock.GetElapsedTime(at) > options.MaxUnconfirmedTime))
            {
                // A restart helps against a stuck connection, not against a full broker.
                if (await connections.WhyBlockedAsync(InquiryTime, stoppingToken) is { } reason)
                {
                    Log.BrokerBlocks(logger, _broker.Host, Port, reason);
                    blockedAt = clock.GetTimestamp();
                }
                else if (publisher.UnconfirmedTime > options.MaxUnconfirmedTime)
                {
                    // If the broker had stopped blocking during the inquiry, it would have confirmed a publish by now.
                    break;
                }
            }
        }

        Log.BusStuck(logger, _broker.Host, Port, bus.CheckHealth().Description, connections.AnyOpen, clock.GetElapsedTime(wellAt),
            publisher.UnconfirmedTime);
        Environment.ExitCode = 1;
        // Messages in progress can no longer be settled, so a longer shutdown gains nothing.
        host.Value.ShutdownTimeout = StopTime;
        lifetime.StopApplication();
    }

    private async Task<bool> BrokerTakesConnectionsAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(Interval);
            await client.ConnectAsync(_broker.Host, Port, timeout.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
