using DotNet.Testcontainers.Containers;
using Testcontainers.PostgreSql;
using Testcontainers.RabbitMq;

namespace Engram.TestKit;

/// <summary>Servers in containers, with the images of docker-compose.yml. Compiles, but has not been run against a container engine yet.
/// Without an engine the builders throw DockerUnavailableException.</summary>
internal sealed class ContainerTestServers : ITestServers
{
    private const string PostgresImage = "postgres:15";
    private const string RabbitMqImage = "rabbitmq:3.13";
    private const string RabbitMqUser = "guest";

    public async Task<TestServer> StartPostgresAsync()
    {
        var container = await StartAsync(new PostgreSqlBuilder(PostgresImage).Build());
        return new TestServer(container.GetConnectionString(), container.GetConnectionString(), container);
    }

    public async Task<TestServer> StartRabbitMqAsync()
    {
        var container = await StartAsync(new RabbitMqBuilder(RabbitMqImage).WithUsername(RabbitMqUser).WithPassword(RabbitMqUser).Build());
        return new TestServer(container.GetConnectionString(), container.GetConnectionString(), container);
    }

    private static async Task<T> StartAsync<T>(T container)
        where T : IContainer
    {
        try
        {
            await container.StartAsync();
            return container;
        }
        catch
        {
            await container.DisposeAsync();
            throw;
        }
    }
}
