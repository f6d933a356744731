using Engram.DevServers;
using Npgsql;

namespace Engram.TestKit;

/// <summary>Servers from Debian packages, each in a temporary directory.</summary>
internal sealed class PrivateTestServers : ITestServers
{
    public async Task<TestServer> StartPostgresAsync()
    {
        var server = await PrivatePostgres.StartTemporaryAsync();
        return new TestServer(
            server.ConnectionString, new NpgsqlConnectionStringBuilder(server.ConnectionString) { Username = "postgres" }.ConnectionString,
                server);
    }

    public async Task<TestServer> StartRabbitMqAsync()
    {
        var server = await PrivateRabbitMq.StartTemporaryAsync();
        return new TestServer(server.Uri, server.Uri, server);
    }
}
