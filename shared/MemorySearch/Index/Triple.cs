using System.Text.Json.Serialization;
using Engram.Text.Documents;

namespace Engram.MemorySearch.Index;

/// <summary>A fact of a knowledge base: one line of a triple import or of <c>triples.ndjson</c>.</summary>
public sealed record Triple
{
    public required string Subject { get; init; }

    public required string Relation { get; init; }

    [JsonPropertyName("object")]
    public required string ObjectText { get; init; }

    /// <summary>Where the fact comes from; null if unknown.</summary>
    public string? Source { get; init; }

    /// <summary>Key of the memories that state a subject's values of a relation.</summary>
    public static string KeyOf(string subject, string relation) => $"{subject} {relation}";

    /// <summary>Name of a relation in the direction from object to subject.</summary>
    public static string Reversed(string relation) => "!" + relation;

    /// <summary>Returns the fact with each of its texts on one line.</summary>
    public Triple Plain() => new()
    {
        Subject = PlainText.Of(Subject),
        Relation = PlainText.Of(Relation),
        ObjectText = PlainText.Of(ObjectText),
        Source = Source is null ? null : PlainText.Of(Source),
    };

    /// <summary>Reads the fact, in either direction, that a memory states. The relation is the last word of the key.</summary>
    public static Triple FromMemory(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        var (entity, relation) = key.LastIndexOf(' ') is var at and >= 0 ? (key[..at], key[(at + 1)..]) : ("", key);
        return relation.StartsWith('!')
            ? new Triple { Subject = value, Relation = relation[1..], ObjectText = entity }
            : new Triple { Subject = entity, Relation = relation, ObjectText = value };
    }

    /// <summary>The fact and its reverse (Miller et al. 2016, 4.1): <c>Jaws directed_by</c> has the value <c>Steven Spielberg</c>, and
    /// <c>Steven Spielberg !directed_by</c> has the value <c>Jaws</c>.</summary>
    public IEnumerable<(string Key, string Value)> ToMemories() =>
        [(KeyOf(Subject, Relation), ObjectText), (KeyOf(ObjectText, Reversed(Relation)), Subject)];
}
