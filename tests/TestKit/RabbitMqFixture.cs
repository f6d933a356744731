using Xunit;

namespace Engram.TestKit;

/// <summary>One RabbitMQ node per test assembly (<c>[assembly: AssemblyFixture(typeof(RabbitMqFixture))]</c>). A test that crashes or
/// halts its node starts its own <see cref="DevServers.PrivateRabbitMq"/>.</summary>
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
