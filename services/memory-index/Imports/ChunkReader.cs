using System.Text.Json;
using Engram.Contracts.Memories;
using Engram.KeyHashing;
using Engram.Text.Documents;

namespace Engram.MemoryIndex.Imports;

/// <summary>Reads the lines of a chunk, which gateway has validated, into memories.</summary>
public static class ChunkReader
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true };

    /// <summary>Memories of all lines in order; empty lines are passed over.</summary>
    /// <exception cref="JsonException">A line is not what <paramref name="format"/> says; the message names it.</exception>
    /// <param name="maxSentenceWords">Longest sentence of a document, words.</param>
    public static IReadOnlyList<Memory> Read(ReadOnlySpan<byte> chunk, MemoryFormat format, int windowWords, int maxSentenceWords)
    {
        var memories = new List<Memory>();
        var number = 0;
        foreach (var range in chunk.Split((byte)'\n'))
        {
            number++;
            var line = chunk[range].Trim(" \r\t"u8);
            if (line.IsEmpty)
                continue;
            memories.AddRange(format switch
            {
                MemoryFormat.Triples => ReadLine<Triple>(line, number).Plain().ToMemories().Select(memory => new Memory(memory.Key, memory.Value)),
                MemoryFormat.Posts => [MemoryOf(ReadLine<TaggedPost>(line, number))],
                MemoryFormat.Documents => DocumentMemories.Of(ReadLine<Document>(line, number), windowWords, maxSentenceWords),
                _ => throw new JsonException($"The chunk has format {format}, which is none of {string.Join(", ", Enum.GetNames<MemoryFormat>())}."),
            });
        }

        return memories;
    }

    private static Memory MemoryOf(TaggedPost post)
    {
        var (_, key, value, source) = (post with { Keyphrases = [.. post.Keyphrases.Select(PlainText.Of)] }).ToMemory(0);
        return new Memory(key, value, source);
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
}
