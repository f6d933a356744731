namespace Engram.TestKit;

/// <summary>Starts PostgreSQL and RabbitMQ for tests.</summary>
internal interface ITestServers
{
    Task<TestServer> StartPostgresAsync();

    Task<TestServer> StartRabbitMqAsync();
}

/// <param name="Address">Connection string of the server's initial database, or URI of the broker.</param>
/// <param name="Administrator">PostgreSQL only: connection string of the same database as the superuser, who may create databases.</param>
/// <param name="Server">Stops and removes the server on disposal.</param>
internal sealed record TestServer(string Address, string Administrator, IAsyncDisposable Server);
