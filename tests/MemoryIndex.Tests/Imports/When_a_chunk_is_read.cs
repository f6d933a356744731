using System.Text;
using System.Text.Json;
using Engram.Contracts.Memories;
using Engram.MemoryIndex.Import;

namespace Engram.MemoryIndex.Tests.Imports;

/// <summary><see cref="ChunkReader"/>.</summary>
public sealed class When_a_chunk_is_read
{
    [Fact]
    public void Should_store_a_triple_and_its_reverse()
    {
        var memories = Read("""
            {"subject":"Jaws","relation":"directed_by","object":"Steven Spielberg"}

            {"subject":" Jaws\t2\u0000 ","relation":"release_year","object":"1978"}
            """, MemoryFormat.Triples);

        Assert.Equal(
            [
                (MemoryKind.Triple, "Jaws directed_by", "Steven Spielberg"), (MemoryKind.Reversed, "Steven Spielberg !directed_by", "Jaws"),
                (MemoryKind.Triple, "Jaws 2 release_year", "1978"), (MemoryKind.Reversed, "1978 !release_year", "Jaws 2"),
            ],
            memories);
    }

    [Theory]
    [InlineData("{\"subject\":\"Jaws\"}")]
    [InlineData("{\"subject\":\"Jaws\",\"relation\":\"directed_by\",\"object\":null}")]
    [InlineData("null")]
    [InlineData("{\"subject\"")]
    public void Should_name_the_line_that_is_no_triple(string line)
    {
        var failure = Assert.Throws<JsonException>(
            () => Read("{\"subject\":\"a\",\"relation\":\"b\",\"object\":\"c\"}\n" + line, MemoryFormat.Triples));

        Assert.StartsWith("Line 2 of the chunk is no triple: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_compose_letters_with_their_marks()
    {
        // Decomposed letters (combining marks), as some file systems write file names.
        var memories = Read("""{"subject":"Ame\u0301lie","relation":"a\u030A","object":"Zoe\u0308"}""", MemoryFormat.Triples);

        Assert.Equal(
            [(MemoryKind.Triple, "Am\u00E9lie \u00E5", "Zo\u00EB"), (MemoryKind.Reversed, "Zo\u00EB !\u00E5", "Am\u00E9lie")], memories);
        Assert.Equal([(MemoryKind.Sentence, "ol\u00E9.", "ol\u00E9.")], Read("""{"text":"ole\u0301."}""", MemoryFormat.Documents));
        Assert.Equal("\u00E9", Assert.Single(Read("""{"text":"e\u0301","keyphrases":["e\u0301"]}""", MemoryFormat.Posts)).Value);
    }

    [Fact]
    public void Should_take_a_document_without_a_title() =>
        Assert.Equal([(MemoryKind.Sentence, "a shark.", "a shark.")], Read("{\"text\":\"a shark.\"}", MemoryFormat.Documents));

    private static IEnumerable<(MemoryKind Kind, string Key, string Value)> Read(string chunk, MemoryFormat format) =>
        ChunkReader.Read(Encoding.UTF8.GetBytes(chunk), format, windowWords: 7, maxSentenceWords: 100).Select(
            memory => (memory.Kind, memory.Key, memory.Value));
}
