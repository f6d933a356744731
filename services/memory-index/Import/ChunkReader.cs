using System.Text.Json;
using System.Text.Json.Serialization;
using Engram.Contracts.Memories;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Engram.Text.Documents;

namespace Engram.MemoryIndex.Import;

/// <summary>Reads the lines of a chunk, which the gateway has validated.</summary>
public static class ChunkReader
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true };

    /// <summary>Memories of all lines, in order; empty lines are skipped.</summary>
    /// <exception cref="JsonException">A line does not have the <paramref name="format"/>; the message gives its number.</exception>
    /// <param name="maxSentenceWords">Longest sentence of a document, in words.</param>
    public static IReadOnlyList<Memory> Read(ReadOnlySpan<byte> chunk, MemoryFormat format, int windowWords, int maxSentenceWords)
    {
        var memories = new List<Memory>();
        ForEachLine(chunk, (line, number) => memories.AddRange(format switch
        {
            MemoryFormat.Triples => MemoriesOf(ReadLine<Triple>(line, number).Plain()),
            MemoryFormat.Posts => [MemoryOf(ReadLine<TaggedPost>(line, number))],
            MemoryFormat.Documents => DocumentMemories.Of(ReadLine<Document>(line, number), windowWords, maxSentenceWords),
            _ => throw new JsonException(
                $"The chunk has format {format}, which is none of {string.Join(", ", Enum.GetNames<MemoryFormat>())}."),
        }));
        return memories;
    }

    /// <summary>Reads what the lines of a withdrawal remove from the set.</summary>
    /// <exception cref="JsonException">A line does not have the <paramref name="format"/>; the message gives its number.</exception>
    public static MemoryChange ReadWithdrawals(ReadOnlySpan<byte> chunk, MemoryFormat format)
    {
        var (topics, contents) = (new List<Guid>(), new List<Guid>());
        ForEachLine(chunk, (line, number) =>
        {
            if (format == MemoryFormat.Documents)
                topics.Add(MemoryHash.OfDocument(PlainText.Of(ReadLine<DocumentKey>(line, number).Title)));
            else if (format != MemoryFormat.Triples)
                throw new JsonException($"The chunk has format {format}, of which nothing can be withdrawn.");
            else
                Take(ReadLine<TripleKey>(line, number));
        });
        return new MemoryChange([], topics, contents);

        void Take(TripleKey key)
        {
            if (key.Fact is { } fact)
                contents.AddRange(MemoriesOf(fact.Plain()).Select(MemoryHash.OfContent));
            else
                topics.Add(MemoryHash.OfFacts(PlainText.Of(key.Subject), PlainText.Of(key.Relation)));
        }
    }

    private static void ForEachLine(ReadOnlySpan<byte> chunk, LineReader read)
    {
        var number = 0;
        foreach (var range in chunk.Split((byte)'\n'))
        {
            number++;
            var line = chunk[range].Trim(" \r\t"u8);
            if (!line.IsEmpty)
                read(line, number);
        }
    }

    private static IEnumerable<Memory> MemoriesOf(Triple triple)
    {
        var topic = MemoryHash.OfFacts(triple.Subject, triple.Relation);
        return triple.ToMemories().Zip(
            [MemoryKind.Triple, MemoryKind.Reversed],
            (memory, kind) => new Memory(kind, memory.Key, memory.Value) { Topic = topic, Origin = triple.Source });
    }

    private static Memory MemoryOf(TaggedPost post)
    {
        var (_, key, value, source) = (post with { Keyphrases = [.. post.Keyphrases.Select(PlainText.Of)] }).ToMemory(0);
        return new Memory(MemoryKind.Post, key, value) { Source = source };
    }

    private static TLine ReadLine<TLine>(ReadOnlySpan<byte> line, int number)
        where TLine : class
    {
        try
        {
            return JsonSerializer.Deserialize<TLine>(line, Json) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw new JsonException($"Line {number} of the chunk is no {typeof(TLine).Name.ToLowerInvariant()}: {e.Message}", e);
        }
    }

    private delegate void LineReader(ReadOnlySpan<byte> line, int number);

    private sealed record TripleKey
    {
        public required string Subject { get; init; }

        public required string Relation { get; init; }

        [JsonPropertyName("object")]
        public string? ObjectText { get; init; }

        /// <summary>The single fact to withdraw; null: all facts of subject and relation.</summary>
        public Triple? Fact => ObjectText is null ? null : new Triple { Subject = Subject, Relation = Relation, ObjectText = ObjectText };
    }

    private sealed record DocumentKey
    {
        public required string Title { get; init; }
    }
}
