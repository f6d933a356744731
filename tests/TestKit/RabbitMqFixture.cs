using Engram.PrivateServers;
using Xunit;

namespace Engram.TestKit;

/// <summary>One private RabbitMQ node for a test assembly (<c>[assembly: AssemblyFixture(typeof(RabbitMqFixture))]</c>).</summary>
public sealed class RabbitMqFixture : IAsyncLifetime
{
    private PrivateRabbitMq? _server;

    public PrivateRabbitMq Server => _server ?? throw new InvalidOperationException("The fixture has not been started.");

    public async ValueTask InitializeAsync() => _server = await PrivateRabbitMq.StartTemporaryAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
