using Engram.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Engram.Messaging.Database;

/// <summary>Ready only while the database answers and its disk takes more.</summary>
internal sealed class DatabaseHealthCheck(NpgsqlDataSource database) : IHealthCheck
{
    // Rows too many for the memory they may take go into a temporary file, about a megabyte, which is gone again with the statement. To
    // write into a table would say less: it may have room in pages that it has already.
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
