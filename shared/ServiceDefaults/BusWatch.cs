using System.Net.Sockets;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Engram.ServiceDefaults;

/// <summary>
/// Ends a service whose bus does not become ready although the broker takes connections, so that whoever supervises it starts it anew. A broker
/// that dies just while a queue of the service is being set up can leave MassTransit waiting for a declaration that nobody answers any more;
/// no setting bounds that wait, and without this the service would live on, deaf. What it had in hand goes back to the queues.
/// </summary>
internal sealed class BusWatch(
    IBusControl bus, IConfiguration configuration, IOptions<MessagingOptions> options, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<BusWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    private readonly Uri _broker = MessagingExtensions.BrokerUri(configuration);

    private int Port => _broker.Port > 0 ? _broker.Port : _broker.Scheme == "amqps" ? 5671 : 5672;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var longest = options.Value.MaxReconnectTime;
        var wellAt = clock.GetTimestamp();
        using var timer = new PeriodicTimer(_interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var isStarting = !lifetime.ApplicationStarted.IsCancellationRequested;
            if (isStarting || bus.CheckHealth().Status == BusHealthStatus.Healthy || !await BrokerTakesConnectionsAsync(stoppingToken))
                wellAt = clock.GetTimestamp();
            else if (clock.GetElapsedTime(wellAt) > longest)
                break;
        }

        Log.BusStuck(logger, longest, _broker.Host, Port, bus.CheckHealth().Description);
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }

    private async Task<bool> BrokerTakesConnectionsAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(_interval);
            await client.ConnectAsync(_broker.Host, Port, timeout.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
