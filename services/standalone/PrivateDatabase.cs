using Engram.DevServers;
using Engram.Hosting;
using Engram.Messaging;

namespace Engram.Standalone;

/// <summary>Starts a database with the process and stops it with the process.</summary>
public static class PrivateDatabase
{
    /// <summary>Starts a private database, unless the configuration names another, and points the services at it. Disposing the result
    /// stops it.</summary>
    public static async Task<IAsyncDisposable> AddPrivateDatabaseAsync(this WebApplicationBuilder builder)
    {
        if (builder.Configuration.GetConnectionString(DeliveryExtensions.ConnectionStringName) is not null)
            return new AnotherDatabase();
        builder.Services.AddCheckedOptions<StandaloneOptions>(StandaloneOptions.SectionName);
        if (builder.Configuration.Peek<SupervisionOptions>(SupervisionOptions.SectionName).Task != ServiceTask.Serve)
        {
            // Where the private database would be is checked, but none is started.
            builder.Configuration[$"ConnectionStrings:{DeliveryExtensions.ConnectionStringName}"] = "Host=127.0.0.1";
            return new AnotherDatabase();
        }

        var options = builder.Configuration.Peek<StandaloneOptions>(StandaloneOptions.SectionName);
        // Not cancelable: whatever starts needs an owner that stops it.
        var server = options.Temporary
            ? await PrivatePostgres.StartTemporaryAsync(CancellationToken.None)
            : await PrivatePostgres.StartKeptAsync(options.DataDirectory, CancellationToken.None);
        builder.Configuration[$"ConnectionStrings:{DeliveryExtensions.ConnectionStringName}"] = server.ConnectionString;
        return new OwnDatabase(server, new LogLimits { FileBytes = options.LogFileBytes, Files = options.LogFiles });
    }

    private sealed class OwnDatabase : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stopping = new();
        private readonly PrivatePostgres _server;
        private readonly Task _supervision;

        public OwnDatabase(PrivatePostgres server, LogLimits logs)
        {
            _server = server;
            _supervision = server.SuperviseAsync(
                fault => Console.Error.WriteLine($"{server.Name} died and is started again. {fault}"), logs, _stopping.Token);
        }

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            await _supervision.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _server.DisposeAsync();
            _stopping.Dispose();
        }
    }

    private sealed class AnotherDatabase : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
