using Engram.DevServers;
using Engram.Hosting;
using Engram.MemoryIndex;
using Engram.Messaging.Bus;
using Npgsql;

namespace Engram.Benchmarks;

/// <summary>The parts of memory-index with a private PostgreSQL and without a message bus.</summary>
internal sealed class PrivateMemoryIndex : IAsyncDisposable
{
    private readonly PrivatePostgres _server;
    private readonly WebApplication _app;

    private PrivateMemoryIndex(PrivatePostgres server, WebApplication app) => (_server, _app) = (server, app);

    public IServiceProvider Services => _app.Services;

    public NpgsqlDataSource Database => Services.GetRequiredService<NpgsqlDataSource>();

    public static async Task<PrivateMemoryIndex> StartAsync()
    {
        var server = await PrivatePostgres.StartTemporaryAsync();
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:Engram"] = server.ConnectionString;
        builder.Configuration["Messaging:Transport"] = "InMemory";
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.AddMemoryIndex();
        builder.AddMessaging(_ => { });
        var app = builder.Build();
        await app.StartAsync();
        return new PrivateMemoryIndex(server, app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _server.DisposeAsync();
    }
}
