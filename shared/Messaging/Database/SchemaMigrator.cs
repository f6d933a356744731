using Engram.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Engram.Messaging.Database;

/// <summary>
/// Updates this process's schemas before anything else starts: runs each script once, under one lock for all processes. A renamed script is
/// recorded under both names, because older and newer processes may share a database. Waits for the database up to
/// <see cref="DeliveryOptions.DatabaseStartTimeout"/>.
/// </summary>
internal sealed class SchemaMigrator(
    NpgsqlDataSource database, IEnumerable<SchemaScripts> schemas, IOptions<DeliveryOptions> options, TimeProvider time,
    ILogger<SchemaMigrator> logger)
    : IHostedService, ISchemaUpdate
{
    private const long LockId = 0x456E6772616D; // "Engram"

    public Task StartAsync(CancellationToken cancellationToken) => UpdateAsync(cancellationToken);

    public async Task UpdateAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await MigrateAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException e) when (e.IsTransient && time.GetElapsedTime(started) < options.Value.DatabaseStartTimeout)
            {
                Log.WaitingForDatabase(logger, e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(500), time, cancellationToken);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, $"select pg_advisory_xact_lock({LockId})", cancellationToken);
        await ExecuteAsync(
            connection,
            "create table if not exists public.schema_scripts (schema text, script text, applied_at timestamptz not null default now(), "
                + "primary key (schema, script))",
            cancellationToken);

        foreach (var schema in schemas.DistinctBy(s => s.Schema))
        {
            await ExecuteAsync(connection, $"create schema if not exists {schema.Schema}", cancellationToken);
            foreach (var script in ScriptsOf(schema))
                await ApplyOnceAsync(connection, schema.Schema, script, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static IEnumerable<SchemaScript> ScriptsOf(SchemaScripts schema)
    {
        var delivery = new SchemaScripts("delivery", typeof(SchemaMigrator).Assembly).Read(before: "delivery.");
        // The blob store has neither outbox nor inbox.
        return schema.Assembly == typeof(SchemaMigrator).Assembly ? schema.Read() : delivery.Concat(schema.Read());
    }

    private async Task ApplyOnceAsync(NpgsqlConnection connection, string schema, SchemaScript script, CancellationToken cancellationToken)
    {
        await using var record = new NpgsqlCommand(
            "insert into public.schema_scripts (schema, script) select $1, unnest($2) on conflict do nothing", connection);
        record.Parameters.Add(new NpgsqlParameter { Value = schema });
        record.Parameters.Add(new NpgsqlParameter { Value = script.Names.ToArray() });
        // If one of the names is known, the script was already applied.
        if (await record.ExecuteNonQueryAsync(cancellationToken) < script.Names.Count)
            return;
        await ExecuteAsync(connection, script.Sql.Replace("{schema}", schema, StringComparison.Ordinal), cancellationToken);
        Log.ScriptApplied(logger, schema, script.Names[0]);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        // A script may rewrite millions of rows, and other processes wait for it.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
