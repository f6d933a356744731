using System.Text.Json.Serialization;
using Engram.Text.Documents;

namespace Engram.MemoryIndex.Imports;

/// <summary>A fact of a knowledge base, one line of an import of triples.</summary>
public sealed record Triple
{
    public required string Subject { get; init; }

    public required string Relation { get; init; }

    [JsonPropertyName("object")]
    public required string ObjectText { get; init; }

    /// <summary>The fact and its reverse (Miller et al. 2016, 4.1): <c>Jaws directed_by</c> has the value <c>Steven Spielberg</c>, and
    /// <c>Steven Spielberg !directed_by</c> has the value <c>Jaws</c>.</summary>
    public IEnumerable<Memory> ToMemories()
    {
        var (subject, relation, target) = (PlainText.Of(Subject), PlainText.Of(Relation), PlainText.Of(ObjectText));
        yield return new Memory($"{subject} {relation}", target);
        yield return new Memory($"{target} !{relation}", subject);
    }
}
