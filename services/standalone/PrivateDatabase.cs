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
        // A start is never cut short: whatever comes up has someone who stops it.
        var server = options.Temporary
            ? await PrivatePostgres.StartTemporaryAsync(CancellationToken.None)
            : await PrivatePostgres.StartKeptAsync(options.DataDirectory, CancellationToken.None);
        builder.Configuration[$"ConnectionStrings:{DeliveryExtensions.ConnectionStringName}"] = server.ConnectionString;
        return server;
    }

    private sealed class AnotherDatabase : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
