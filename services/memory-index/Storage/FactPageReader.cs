using Engram.Contracts.Memories;
using Engram.MemorySearch.Index;
using Engram.Text.Documents;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Engram.MemoryIndex.Storage;

/// <summary>Reads the contents of a set from PostgreSQL, page by page: the in-memory indexes have neither origins nor times.</summary>
public sealed class FactPageReader(NpgsqlDataSource database, IOptions<MemoryIndexOptions> options)
{
    // Searching a large set for rare content can take long. The caller waits no longer than this (Gateway:MaxListingWait).
    private const int LongestSearchSeconds = 10;

    /// <summary>Returns a page. It ends early if its texts would be too long for one message.</summary>
    public async Task<FactsListed> ListAsync(ListFacts request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var command = database.CreateCommand();
        command.CommandTimeout = LongestSearchSeconds;
        command.CommandText = $"""
            select id, kind, key, value, source, origin, stored_at from memory.memories
            where set_id = {Parameter(request.SetId)} and id > {Parameter(request.After)} and {string.Join(" and ", ConditionsOf(request))}
            order by id limit {Parameter(request.MaxFacts + 1)}
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var facts = new List<ListedFact>();
        var characters = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            characters += reader.GetString(2).Length + reader.GetString(3).Length;
            if (facts.Count == request.MaxFacts || (facts.Count > 0 && characters > options.Value.MaxListedCharacters))
                return new FactsListed { Facts = facts, Next = facts[^1].MemoryId };
            facts.Add(Describe(reader));
        }

        return new FactsListed { Facts = facts };

        IEnumerable<string> ConditionsOf(ListFacts filter)
        {
            // Matches the partial database indexes, each of which covers only its kinds.
            yield return filter switch
            {
                { Entity: not null } => "kind in ('triple', 'reversed')",
                { Relation: not null } => "kind = 'triple'",
                _ => "kind in ('triple', 'sentence', 'post')",
            };
            if (filter.Entity is { } entity)
            {
                var folded = $"memory.folded(left({Parameter(PlainText.Of(entity))}, 200))";
                // A fact about itself is listed only once.
                yield return $"memory.entity_of(key) = {folded} and not (kind = 'reversed' and memory.folded(left(value, 200)) = {folded})";
            }

            if (filter.Relation is { } relation)
                yield return $"memory.relation_of(key) = left({Parameter(PlainText.Of(relation))}, 200)";
            if (filter.Text is { } text)
            {
                var words = Parameter(PlainText.Of(text));
                yield return $"memory.words_of(key, value) @@ plainto_tsquery('pg_catalog.simple', memory.folded({words}))";
            }
        }

        string Parameter(object value)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
            return $"${command.Parameters.Count}";
        }
    }

    private static ListedFact Describe(NpgsqlDataReader row)
    {
        var (kind, key, value) = (row.GetString(1), row.GetString(2), row.GetString(3));
        var fact = new ListedFact
        {
            MemoryId = row.GetInt64(0),
            Kind = kind switch { "sentence" => FactKind.Sentence, "post" => FactKind.Post, _ => FactKind.Triple },
            Source = row.IsDBNull(5) ? null : row.GetString(5),
            StoredAt = row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6),
        };
        if (fact.Kind == FactKind.Sentence)
            return fact with { Text = value };
        if (fact.Kind == FactKind.Post)
        {
            var postId = row.IsDBNull(4) ? null : row.GetString(4);
            return fact with { Text = key, Keyphrases = TaggedPost.KeyphrasesOf(value), PostId = postId };
        }

        var triple = Triple.FromMemory(key, value);
        return fact with { Subject = triple.Subject, Relation = triple.Relation, ObjectText = triple.ObjectText };
    }
}
