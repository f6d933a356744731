namespace Engram.TestKit;

/// <summary>Where tests take PostgreSQL and RabbitMQ from.</summary>
internal interface ITestServers
{
    Task<TestServer> StartPostgresAsync();

    Task<TestServer> StartRabbitMqAsync();
}

/// <param name="Address">Connection string of a database that the server starts with, or the broker's URI.</param>
/// <param name="Administrator">Of PostgreSQL: the same as its superuser, who may make databases.</param>
/// <param name="Server">Stops and removes the server when it is disposed.</param>
internal sealed record TestServer(string Address, string Administrator, IAsyncDisposable Server);
