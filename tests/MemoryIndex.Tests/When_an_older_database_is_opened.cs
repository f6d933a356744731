using System.Security.Cryptography;
using System.Text;
using Engram.Contracts.Memories;
using Engram.TestKit;
using Npgsql;

namespace Engram.MemoryIndex.Tests;

/// <summary>Migration of an older memory-index database.</summary>
public sealed class When_an_older_database_is_opened(PostgresFixture postgres)
{
    private const string LastOlderScript = "004-leaving.sql";

    private readonly MemorySetDefinition _set = MemoryService.NewSet();

    [Fact]
    public async Task Should_know_facts_documents_and_posts_apart()
    {
        await using var service = await MemoryService.StartAsync(await OlderAsync(
            ("Amélie directed_by", "Jean-Pierre Jeunet", null), ("Jean-Pierre Jeunet !directed_by", "Amélie", null),
            ("it is a film.", "it is a film.", null),
            ("Jaws by Spielberg", "Spielberg", null), ("dog days", "dogs", "tweet-1")));

        Assert.Equal(
            "triple reversed sentence window post",
            await service.ScalarAsync<string>("select string_agg(kind, ' ' order by id) from memory.memories"));
    }

    [Fact]
    public async Task Should_withdraw_its_facts()
    {
        await using var service = await MemoryService.StartAsync(await OlderAsync(
            ("Amélie directed_by", "Jean-Pierre Jeunet", null), ("Jean-Pierre Jeunet !directed_by", "Amélie", null),
            ("Amélie rated", "R", null), ("R !rated", "Amélie", null)));

        var withdrawn = await service.WithdrawAsync(_set, MemoryFormat.Triples, """{"subject":"Amélie","relation":"directed_by"}""");

        Assert.Equal(2, withdrawn.Removed);
        Assert.Equal(["Amélie rated -> R", "R !rated -> Amélie"], await service.HeldAsync(_set.SetId));
    }

    [Fact]
    public async Task Should_know_its_documents_by_title_once_they_are_imported_again()
    {
        await using var service = await MemoryService.StartAsync(await OlderAsync(("it is a film.", "it is a film.", null)));

        var again = await service.StoreAsync(
            await service.PutChunkAsync(_set, MemoryFormat.Documents, 0, """{"title":"Jaws","text":"it is a film."}"""));
        var withdrawn = await service.WithdrawAsync(_set, MemoryFormat.Documents, """{"title":"Jaws"}""");

        Assert.Equal((0, 1), (again.Added, withdrawn.Removed));
    }

    private async Task<string> OlderAsync(params (string Key, string Value, string? Source)[] memories)
    {
        var database = await postgres.CreateEmptyDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(database);
        await ExecuteAsync(
            source,
            """
            create table public.schema_scripts
                (schema text, script text, applied_at timestamptz not null default now(), primary key (schema, script));
            create schema memory
            """);
        foreach (var path in Directory.GetFiles(Repository.PathOf("services", "memory-index", "Schema")).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path)["memory.".Length..];
            if (string.CompareOrdinal(name, LastOlderScript) > 0)
                continue;
            await ExecuteAsync(source, (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Replace(
                "{schema}", "memory", StringComparison.Ordinal));
            await ExecuteAsync(source, $"insert into public.schema_scripts (schema, script) values ('memory', '{name}')");
        }

        await ExecuteAsync(
            source, "insert into memory.sets (set_id, name, frequency_cutoff, window_words, epoch) values ($1, 'movies', 1000, 7, 1)",
            _set.SetId);
        foreach (var (key, value, post) in memories)
        {
            var content = Encoding.UTF8.GetBytes(post is null ? $"{key}\0{value}" : $"{key}\0{value}\0{post}");
            await ExecuteAsync(
                source, "insert into memory.memories (set_id, epoch, key, value, source, content_hash) values ($1, 1, $2, $3, $4, $5)",
                _set.SetId, key, value, (object?)post ?? DBNull.Value, new Guid(SHA256.HashData(content).AsSpan(0, 16), bigEndian: true));
        }

        return database;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, params object[] parameters)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
