using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Engram.Messaging.Bus;

/// <summary>Reports the bus unhealthy as soon as one queue of the service has lost the broker, the process has no connection to it, or the
/// broker confirms nothing. In the first case MassTransit reports only "degraded", which counts as ready; it may miss the others.</summary>
internal static class BusHealth
{
    private const string BusCheck = "masstransit-bus";

    public static void AddStrictBusHealth(this IServiceCollection services) =>
        services.PostConfigure<HealthCheckServiceOptions>(options =>
        {
            foreach (var check in options.Registrations.Where(check => check.Name == BusCheck))
            {
                var factory = check.Factory;
                check.Factory = provider => new Strict(
                    factory(provider), provider.GetService<BrokerConnections>(), provider.GetRequiredService<BoundedPublisher>());
            }
        });

    private sealed class Strict(IHealthCheck bus, BrokerConnections? connections, BoundedPublisher publisher) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var result = await bus.CheckHealthAsync(context, cancellationToken);
            return result.Status switch
            {
                HealthStatus.Degraded => HealthCheckResult.Unhealthy(result.Description, result.Exception, result.Data),
                HealthStatus.Healthy when connections is { AnyOpen: false } =>
                    HealthCheckResult.Unhealthy("No connection to the broker is open", data: result.Data),
                HealthStatus.Healthy when publisher.UnconfirmedTime > TimeSpan.Zero =>
                    HealthCheckResult.Unhealthy("The broker confirms no publish", data: result.Data),
                _ => result,
            };
        }
    }
}
