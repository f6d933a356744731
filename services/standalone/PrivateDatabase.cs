using Engram.Delivery;
using Engram.PrivateServers;

namespace Engram.Standalone;

/// <summary>Starts a database for the process and stops it with the process.</summary>
public static class PrivateDatabase
{
    /// <summary>Starts a private database unless the configuration names another, and points the services at it. The result stops it.</summary>
    public static async Task<IAsyncDisposable> AddPrivateDatabaseAsync(this WebApplicationBuilder builder)
    {
        if (builder.Configuration.GetConnectionString(DeliveryExtensions.ConnectionStringName) is not null)
            return new AnotherDatabase();
        var options = builder.Configuration.GetSection(StandaloneOptions.SectionName).Get<StandaloneOptions>() ?? new StandaloneOptions();
        var keptData = options.Temporary || options.DataDirectory is not null ? null : Clone.LockData();
        // A start is never cut short: whatever comes up has someone who stops it.
        var server = options.Temporary
            ? await PrivatePostgres.StartTemporaryAsync(CancellationToken.None)
            : await PrivatePostgres.StartKeptAsync(options.DataDirectory ?? Path.Combine(Clone.DataDirectory, "postgres"), CancellationToken.None);
        builder.Configuration[$"ConnectionStrings:{DeliveryExtensions.ConnectionStringName}"] = server.ConnectionString;
        return new OwnDatabase(server, keptData);
    }

    private sealed class OwnDatabase(PrivatePostgres server, IDisposable? keptData) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await server.DisposeAsync();
            keptData?.Dispose();
        }
    }

    private sealed class AnotherDatabase : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
