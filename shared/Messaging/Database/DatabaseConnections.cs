using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Engram.Messaging.Database;

/// <summary>Connection strings of the database. <see cref="DeliveryOptions"/> supplies the limits that they do not set.</summary>
internal static class DatabaseConnections
{
    private static readonly NpgsqlConnectionStringBuilder Defaults = new();

    /// <exception cref="OptionsValidationException">No connection string is configured, or it is not valid.</exception>
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

    /// <summary>Reads the connection string for notifications and long-held locks, which bypasses a pooler if there is one.</summary>
    public static NpgsqlConnectionStringBuilder ReadDirect(IConfiguration configuration)
    {
        var database = Read(configuration, DeliveryExtensions.ConnectionStringName);
        if (configuration.GetConnectionString(DeliveryExtensions.NotificationsName) is null)
            return database;
        // Statements prepared on one server connection do not exist on the next.
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
        // After a timeout, Npgsql cancels the statement over a new connection before it drops the statement's own. A halted server answers
        // none of the requests that open a connection: each takes the whole ConnectTimeout, and the one for Kerberos comes first.
        if (limited.GssEncryptionMode == Defaults.GssEncryptionMode)
            limited.GssEncryptionMode = GssEncryptionMode.Disable;
        if (limited.CancellationTimeout == Defaults.CancellationTimeout)
            limited.CancellationTimeout = (int)limits.CancelTimeout.TotalMilliseconds;
        return NpgsqlDataSource.Create(limited);
    }

    private static OptionsValidationException Fault(string name, string reason) => new(
        DeliveryOptions.SectionName, typeof(DeliveryOptions),
        [$"{reason} Set ConnectionStrings__{name}, for example 'Host=127.0.0.1;Database=engram;Username=engram'."]);

    /// <summary>Checks the connection strings at start, beside all other settings.</summary>
    internal sealed class Check(IConfiguration configuration) : IValidateOptions<DeliveryOptions>
    {
        public ValidateOptionsResult Validate(string? name, DeliveryOptions options)
        {
            try
            {
                ReadDirect(configuration);
                return ValidateOptionsResult.Success;
            }
            catch (OptionsValidationException e)
            {
                return ValidateOptionsResult.Fail(e.Failures);
            }
        }
    }
}
