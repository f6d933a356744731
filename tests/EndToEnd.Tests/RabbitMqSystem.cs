using Engram.Contracts.Memories;
using Engram.ServiceDefaults;
using Engram.TestKit;

namespace Engram.EndToEnd.Tests;

/// <summary>One system of separate processes for all classes that hurt it, on a broker and a database that the tests hold.</summary>
public sealed class RabbitMqSystem(PostgresFixture postgres, RabbitMqFixture broker) : IAsyncLifetime
{
    /// <summary>Name of the memory set whose posts vote.</summary>
    public const string TaggedPosts = "tagged-posts";

    /// <summary>Name of the memory set that posts become memories of.</summary>
    public const string RememberedPosts = "remembered-posts";

    private RunningSystem? _system;

    public RunningSystem System => _system ?? throw new InvalidOperationException("The fixture has not been started.");

    public string BrokerUri => broker.Server.Uri;

    public async ValueTask InitializeAsync()
    {
        _system = await RunningSystem.StartAsync(MessagingTransport.RabbitMq, new Dictionary<string, string>
        {
            ["ConnectionStrings__Engram"] = await postgres.CreateDatabaseAsync(),
            ["ConnectionStrings__RabbitMq"] = broker.Server.Uri,
            ["Gateway__NeighbourSet"] = TaggedPosts,
            ["Gateway__RememberPosts"] = RememberedPosts,
        });
        await ImportTaggedPostsAsync();
        await System.Gateway.MakeMemorySetAsync(RememberedPosts, TestContext.Current.CancellationToken);
    }

    /// <summary>Fills the memory set whose posts vote, so that every post passes every service.</summary>
    public async Task ImportTaggedPostsAsync()
    {
        using var lines = new MemoryStream("""
            {"id":"tagged-1","text":"a dog in the rain","keyphrases":["rainy dog"]}
            {"id":"tagged-2","text":"winter is coming to Westeros","keyphrases":["game of thrones","got"]}
            """u8.ToArray());
        await System.Gateway.MakeMemorySetAsync(TaggedPosts, TestContext.Current.CancellationToken);
        await System.Gateway.ImportAsync(TaggedPosts, MemoryFormat.Posts, lines, TestContext.Current.CancellationToken);
    }

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
