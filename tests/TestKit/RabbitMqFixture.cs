using Xunit;

namespace Engram.TestKit;

/// <summary>One RabbitMQ node for a test assembly (<c>[assembly: AssemblyFixture(typeof(RabbitMqFixture))]</c>). A test that crashes or
/// halts its node starts a <see cref="DevServers.PrivateRabbitMq"/> of its own.</summary>
public sealed class RabbitMqFixture : IAsyncLifetime
{
    private TestServer? _rabbitMq;

    public string Uri => (_rabbitMq ?? throw new InvalidOperationException("The fixture has not been started.")).Address;

    public async ValueTask InitializeAsync() => _rabbitMq = await TestServers.FromEnvironment().StartRabbitMqAsync();

    public async ValueTask DisposeAsync()
    {
        if (_rabbitMq is not null)
            await _rabbitMq.Server.DisposeAsync();
    }
}
