using System.Net.Sockets;
using Engram.Hosting;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Engram.Messaging.Bus;

/// <summary>
/// Ends a service whose bus is not ready although the broker takes connections, so that whoever supervises it starts it anew; what it had
/// in hand goes back to the queues. Without this the service would live on, deaf or mute, for reasons that no setting bounds. A broker that
/// dies just while a queue of the service is being set up can leave MassTransit waiting for a declaration that nobody answers any more. A
/// message in hand that is never settled hides from it that the broker died: it calls itself ready, connected to nothing. And just after a
/// crash, under load, a new connection can stop answering: the broker hands out messages, and no publish is ever confirmed.
/// </summary>
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

            // While the broker is away no publish can be confirmed.
            if (!isConnected)
                publisher.Forget();
            else if (publisher.UnconfirmedTime > options.MaxUnconfirmedTime
                && (blockedAt is not { } at || clock.GetElapsedTime(at) > options.MaxUnconfirmedTime))
            {
                // To start anew helps against a connection that is stuck, not against a broker that is full.
                if (await connections.WhyBlockedAsync(InquiryTime, stoppingToken) is { } reason)
                {
                    Log.BrokerBlocks(logger, _broker.Host, Port, reason);
                    blockedAt = clock.GetTimestamp();
                }
                else if (publisher.UnconfirmedTime > options.MaxUnconfirmedTime)
                {
                    // A broker that took messages again while it was asked has confirmed one by now.
                    break;
                }
            }
        }

        Log.BusStuck(logger, _broker.Host, Port, bus.CheckHealth().Description, connections.AnyOpen, clock.GetElapsedTime(wellAt),
            publisher.UnconfirmedTime);
        Environment.ExitCode = 1;
        // Messages in hand can't be settled any more, so there is nothing to wait for.
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
