using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Engram.Messaging.Database;

/// <summary>The connection strings of the database, with the limits of
/// <see cref="DeliveryOptions"/> where they name none of their own.</summary>
internal static class DatabaseConnections
{
    private static readonly NpgsqlConnectionStringBuilder Defaults = new();

    /// <exception cref="OptionsValidationException">None is configured, or it can't be used.</exception>
    public static NpgsqlConnectionStringBuilder Read(IConfiguration configuration, string name)
    {
        var text = configuration.GetConnectionString(name) ?? throw Fault(name, "No database is named.");
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (ArgumentException e)
        {
            throw Fault(name, $"The database's connection string can't be read: {e.Message}");
        }
    }

    /// <summary>Whom notifications and long locks go to: the database itself where a pooler stands between.</summary>
    public static NpgsqlConnectionStringBuilder ReadDirect(IConfiguration configuration, NpgsqlConnectionStringBuilder database)
    {
        if (configuration.GetConnectionString(DeliveryExtensions.NotificationsName) is null)
            return database;
        // Statements prepared on one server connection are not there on the next.
        if (database is { MaxAutoPrepare: > 0 } or { Multiplexing: true })
            throw Fault(
                DeliveryExtensions.ConnectionStringName,
                $"With ConnectionStrings__{DeliveryExtensions.NotificationsName} the database is behind a pooler, where 'Max Auto Prepare' "
                + "and 'Multiplexing' can't be used.");
        return Read(configuration, DeliveryExtensions.NotificationsName);
    }

    public static NpgsqlDataSource Open(NpgsqlConnectionStringBuilder database, DeliveryOptions limits)
    {
        var limited = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        if (limited.Timeout == Defaults.Timeout)
            limited.Timeout = (int)Math.Ceiling(limits.ConnectTimeout.TotalSeconds);
        if (limited.CommandTimeout == Defaults.CommandTimeout)
            limited.CommandTimeout = (int)Math.Ceiling(limits.RequestTimeout.TotalSeconds);
        // A statement that ran out of time is cancelled over a new connection, before its own is given up. A halted server answers none of
        // the requests that open one: each takes the whole ConnectTimeout, and that for Kerberos comes first.
        if (limited.GssEncryptionMode == Defaults.GssEncryptionMode)
            limited.GssEncryptionMode = GssEncryptionMode.Disable;
        if (limited.CancellationTimeout == Defaults.CancellationTimeout)
            limited.CancellationTimeout = (int)limits.CancelTimeout.TotalMilliseconds;
        return NpgsqlDataSource.Create(limited);
    }

    private static OptionsValidationException Fault(string name, string reason) => new(
        DeliveryOptions.SectionName, typeof(DeliveryOptions),
        [$"{reason} Set ConnectionStrings__{name}, for example 'Host=127.0.0.1;Database=engram;Username=engram'."]);
}
