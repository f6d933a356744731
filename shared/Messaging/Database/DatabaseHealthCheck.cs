using Engram.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Engram.Messaging.Database;

/// <summary>Healthy only while the database answers and its disk accepts writes.</summary>
internal sealed class DatabaseHealthCheck(NpgsqlDataSource database) : IHealthCheck
{
    // Materializes more rows than work_mem holds, which writes a temporary file of about a megabyte, deleted with the statement. Writing
    // to a table would prove less: it may have free space in its existing pages.
    private const string WriteTemporaryFile =
        "select set_config('work_mem', '64kB', true); with written as materialized (select repeat('engram', 1000) from "
            + "generate_series(1, 200)) select count(*) from written";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = database.CreateCommand(WriteTemporaryFile);
            command.CommandTimeout = 2;
            await command.ExecuteNonQueryAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException e) when (TransientFaults.IsDiskFull(e))
        {
            return HealthCheckResult.Unhealthy("The database's disk is full: make space on it");
        }
        catch (NpgsqlException e)
        {
            return HealthCheckResult.Unhealthy($"The database does not answer: {e.Message}");
        }
    }
}
