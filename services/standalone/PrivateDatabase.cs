using System.Security.Cryptography;
using System.Text;
using Engram.Delivery;
using Engram.PrivateServers;

namespace Engram.Standalone;

/// <summary>Starts a database for the process and stops it with the process.</summary>
public static class PrivateDatabase
{
    /// <summary>Starts a private database unless the configuration names another, and points the services at it. The result stops it.</summary>
    public static async Task<IAsyncDisposable> AddPrivateDatabaseAsync(this WebApplicationBuilder builder, CancellationToken cancellationToken)
    {
        if (builder.Configuration.GetConnectionString(DeliveryExtensions.ConnectionStringName) is not null)
            return new AnotherDatabase();
        var options = builder.Configuration.GetSection(StandaloneOptions.SectionName).Get<StandaloneOptions>() ?? new StandaloneOptions();
        var server = options.Temporary
            ? await PrivatePostgres.StartTemporaryAsync(cancellationToken)
            : await PrivatePostgres.StartKeptAsync(options.DataDirectory ?? DefaultDirectory(), cancellationToken);
        builder.Configuration[$"ConnectionStrings:{DeliveryExtensions.ConnectionStringName}"] = server.ConnectionString;
        return server;
    }

    /// <summary>Directory in which this clone keeps its database.</summary>
    public static string DefaultDirectory()
    {
        var clone = Clone.Root;
        // Root's PostgreSQL runs as its own user, who may not be let into the folders above the clone.
        return Environment.IsPrivilegedProcess
            ? Path.Combine("/var/lib/engram", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(clone)))[..12], "postgres")
            : Path.Combine(clone, ".engram", "postgres");
    }

    private sealed class AnotherDatabase : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
