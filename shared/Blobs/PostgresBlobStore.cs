using System.Text.Json;
using Engram.Messaging;
using Engram.Messaging.Outbox;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Engram.Blobs;

/// <summary>The blob store in schema <c>blobs</c> of PostgreSQL: no further server to run, and one backup covers everything.</summary>
internal sealed class PostgresBlobStore(NpgsqlDataSource database, IOptions<DeliveryOptions> options) : IBlobStore
{
    public const string Schema = "blobs";

    public async Task<string> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var sha256 = BlobAddress.Of(content.Span);
        await PutAsync(sha256, new NpgsqlParameter { Value = content, NpgsqlDbType = NpgsqlDbType.Bytea }, cancellationToken);
        return sha256;
    }

    public Task PutAsync(string sha256, Stream content, CancellationToken cancellationToken) =>
        PutAsync(sha256, new NpgsqlParameter { Value = content, NpgsqlDbType = NpgsqlDbType.Bytea }, cancellationToken);

    private async Task PutAsync(string sha256, NpgsqlParameter content, CancellationToken cancellationToken)
    {
        // Try the update first: a picture posted again is not sent to the database a second time.
        await using var touch = database.CreateCommand($"update {Schema}.blobs set put_at = now() where sha256 = $1");
        touch.Parameters.Add(new NpgsqlParameter { Value = sha256 });
        if (await touch.ExecuteNonQueryAsync(cancellationToken) == 1)
            return;

        await using var insert = LongCommand(
            $"insert into {Schema}.blobs (sha256, content) values ($1, $2) on conflict (sha256) do update set put_at = now()");
        insert.Parameters.Add(new NpgsqlParameter { Value = sha256 });
        insert.Parameters.Add(content);
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<byte[]?> FindAsync(string sha256, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"select content from {Schema}.blobs where sha256 = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = sha256 });
        return (byte[]?)await command.ExecuteScalarAsync(cancellationToken);
    }

    public async Task<T?> FindReadingAsync<T>(string sha256, string reader, CancellationToken cancellationToken)
        where T : class
    {
        // Updates used_at at most once a day: readings are used often but expire after days.
        await using var command = database.CreateCommand(
            $"""
            with used as (
                update {Schema}.readings set used_at = now() where sha256 = $1 and reader = $2 and used_at < now() - interval '1 day')
            select reading from {Schema}.readings where sha256 = $1 and reader = $2
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = sha256 });
        command.Parameters.Add(new NpgsqlParameter { Value = reader });
        return await command.ExecuteScalarAsync(cancellationToken) is string json
            ? JsonSerializer.Deserialize<T>(json, ContractJson.Options) : null;
    }

    public async Task<byte[]?> FindFeaturesAsync(string sha256, string reader, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"select features from {Schema}.readings where sha256 = $1 and reader = $2");
        command.Parameters.Add(new NpgsqlParameter { Value = sha256 });
        command.Parameters.Add(new NpgsqlParameter { Value = reader });
        return await command.ExecuteScalarAsync(cancellationToken) as byte[];
    }

    public async Task KeepReadingAsync<T>(
        string sha256, string reader, T reading, ReadOnlyMemory<byte>? features, CancellationToken cancellationToken)
        where T : class
    {
        await using var command = database.CreateCommand(
            $"""
            insert into {Schema}.readings (sha256, reader, reading, features)
            select sha256, $2, $3, $4 from {Schema}.blobs where sha256 = $1 for key share
            on conflict (sha256, reader) do update set reading = excluded.reading, features = excluded.features, used_at = now()
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = sha256 });
        command.Parameters.Add(new NpgsqlParameter { Value = reader });
        command.Parameters.Add(new NpgsqlParameter { Value = JsonSerializer.Serialize(reading, ContractJson.Options) });
        command.Parameters.Add(
            new NpgsqlParameter { Value = features is { } bytes ? bytes : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<string>> ListOlderAsync(TimeSpan age, string after, int limit, CancellationToken cancellationToken)
    {
        await using var command = LongCommand(
            $"select sha256 from {Schema}.blobs where sha256 > $1 and put_at < now() - $2 order by sha256 limit $3");
        command.Parameters.Add(new NpgsqlParameter { Value = after });
        command.Parameters.Add(new NpgsqlParameter { Value = age });
        command.Parameters.Add(new NpgsqlParameter { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var sha256s = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            sha256s.Add(reader.GetString(0));
        return sha256s;
    }

    public async Task<int> ForgetReadingsAsync(TimeSpan age, int limit, CancellationToken cancellationToken)
    {
        await using var command = LongCommand(
            $"""
            delete from {Schema}.readings where ctid = any(array(
                select ctid from {Schema}.readings where used_at < now() - $1 order by used_at limit $2 for update skip locked))
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = age });
        command.Parameters.Add(new NpgsqlParameter { Value = limit });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task DeleteAsync(IReadOnlyCollection<string> sha256s, CancellationToken cancellationToken)
    {
        await using var command = LongCommand($"delete from {Schema}.blobs where sha256 = any($1)");
        command.Parameters.Add(new NpgsqlParameter { Value = sha256s.ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // Large pictures and multi-row statements may take longer on a busy disk than the request timeout allows.
    private NpgsqlCommand LongCommand(string sql)
    {
        var command = database.CreateCommand(sql);
        command.CommandTimeout = (int)options.Value.WorkTimeout.TotalSeconds;
        return command;
    }
}
