using Engram.ServiceDefaults;
using Engram.TestKit;

namespace Engram.EndToEnd.Tests;

/// <summary>One system of separate processes for all classes that hurt it, on a broker and a database that the tests hold.</summary>
public sealed class RabbitMqSystem(PostgresFixture postgres, RabbitMqFixture broker) : IAsyncLifetime
{
    private RunningSystem? _system;

    public RunningSystem System => _system ?? throw new InvalidOperationException("The fixture has not been started.");

    public string BrokerUri => broker.Server.Uri;

    public async ValueTask InitializeAsync() => _system = await RunningSystem.StartAsync(MessagingTransport.RabbitMq, new Dictionary<string, string>
    {
        ["ConnectionStrings__Engram"] = await postgres.CreateDatabaseAsync(),
        ["ConnectionStrings__RabbitMq"] = broker.Server.Uri,
    });

    public async ValueTask DisposeAsync()
    {
        if (_system is not null)
            await _system.DisposeAsync();
    }
}

/// <summary>Classes that share it.</summary>
[CollectionDefinition(Name)]
public sealed class SharesRabbitMqSystem : ICollectionFixture<RabbitMqSystem>
{
    public const string Name = "RabbitMQ";
}
