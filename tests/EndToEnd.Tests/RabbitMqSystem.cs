using Engram.Contracts.Memories;
using Engram.DevServers;
using Engram.Messaging.Bus;
using Engram.TestKit;

namespace Engram.EndToEnd.Tests;

/// <summary>One system with a process per service, shared by the classes that disrupt it. Its broker and database are always private
/// servers, whatever ENGRAM_TEST_SERVERS says, because tests crash them.</summary>
public sealed class RabbitMqSystem : IAsyncLifetime
{
    /// <summary>Name of the memory set whose posts vote.</summary>
    public const string TaggedPosts = "tagged-posts";

    /// <summary>Name of the memory set that tagged posts are added to.</summary>
    public const string RememberedPosts = "remembered-posts";

    private readonly TemporaryFolder _files = new();
    private PrivatePostgres? _database;
    private PrivateRabbitMq? _broker;
    private RunningSystem? _system;

    public RunningSystem System => Started(_system);

    public PrivatePostgres Database => Started(_database);

    public PrivateRabbitMq Broker => Started(_broker);

    /// <summary>Folder of the model packages: the starter models and the models that tests train.</summary>
    public string Models => _files.In("models");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Models);
        foreach (var package in Directory.EnumerateDirectories(Repository.PathOf("models")))
            Directory.CreateSymbolicLink(Path.Combine(Models, Path.GetFileName(package)), package);
        _database = await PrivatePostgres.StartTemporaryAsync(TestContext.Current.CancellationToken);
        _broker = await PrivateRabbitMq.StartTemporaryAsync(TestContext.Current.CancellationToken);
        _system = await RunningSystem.StartAsync(MessagingTransport.RabbitMq, new Dictionary<string, string>
        {
            ["ConnectionStrings__Engram"] = _database.ConnectionString,
            ["ConnectionStrings__RabbitMq"] = _broker.Uri,
            ["Gateway__NeighbourSet"] = TaggedPosts,
            ["Gateway__RememberPosts"] = RememberedPosts,
            ["Gateway__AllowPrivateSources"] = "true",
            ["Models__Directory"] = Models,
            ["Trainer__CheckpointDirectory"] = _files.In("training"),
            // Short, so that an orphaned run is taken over soon and progress is reported often.
            ["Trainer__Lease"] = "00:00:05",
            ["Trainer__ProgressInterval"] = "00:00:00.200",
        });
        await ImportTaggedPostsAsync();
        await System.Gateway.MakeMemorySetAsync(RememberedPosts, MemoryFormat.Posts, TestContext.Current.CancellationToken);
    }

    /// <summary>Fills the memory set whose posts vote, so that every post also passes memory-index.</summary>
    public async Task ImportTaggedPostsAsync()
    {
        using var lines = new MemoryStream("""
            {"id":"tagged-1","text":"a dog in the rain","keyphrases":["rainy dog"]}
            {"id":"tagged-2","text":"winter is coming to Westeros","keyphrases":["game of thrones","got"]}
            """u8.ToArray());
        await System.Gateway.MakeMemorySetAsync(TaggedPosts, MemoryFormat.Posts, TestContext.Current.CancellationToken);
        await System.Gateway.ImportAsync(TaggedPosts, MemoryFormat.Posts, replace: false, lines, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in (IAsyncDisposable?[])[_system, _broker, _database])
        {
            if (part is not null)
                await part.DisposeAsync();
        }

        _files.Dispose();
    }

    private static T Started<T>(T? part) => part ?? throw new InvalidOperationException("The fixture has not been started.");
}

/// <summary>The classes that share one <see cref="RabbitMqSystem"/>.</summary>
[CollectionDefinition(Name)]
public sealed class SharesRabbitMqSystem : ICollectionFixture<RabbitMqSystem>
{
    public const string Name = "RabbitMQ";
}
