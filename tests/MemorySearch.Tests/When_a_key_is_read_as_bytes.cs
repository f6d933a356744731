using System.Text;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Engram.MemorySearch.Strategies;
using FsCheck;
using FsCheck.Fluent;

namespace Engram.MemorySearch.Tests;

/// <summary>Keys are tokenized as UTF-8 bytes and questions as strings. Both must give the same words.</summary>
public sealed class When_a_key_is_read_as_bytes
{
    // Mixes all characters that the tokenizer treats specially.
    private static readonly Gen<string> Texts = Gen.Frequency(
            (6, Gen.Elements("a", "b", "Z", "_", "1", "2", " ", ".", ",", "!", "<", ">", "'", "#", "$", "+", "-",
                "\t", "\n", "\u0001", "\u007f", "<url>", "<b>", "<blockquote>", "<blockquotes>",
                "!directed_by")),
            (1, Gen.Choose(0, 127).Select(c => ((char)c).ToString())),
            (1, Gen.Elements("é", "e\u0301", "日", "🙂", "\u200d")))
        .ListOf().Select(parts => string.Concat(parts));

    [Fact]
    public void Should_come_to_the_words_of_the_text() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(Texts.ToArbitrary(), text =>
        {
            var index = KeyHashIndex.Empty(100).With([new(1, text, "")], 1);
            var words = HashWords.Of(text);
            Assert.Equal(words.Count, index.Words);
            Assert.All(words, word => Assert.Equal(1, index.KeyCountOf(word)));
        }));

    [Fact]
    public void Should_keep_the_text_as_it_is()
    {
        const string text = "Été, 1,000.5 <URL> !Directed_By 🙂";
        var index = KeyHashIndex.Empty(100).With([new(1, text, "Value", "source")], 1);
        Assert.Equal(new StoredMemory(1, text, "Value", "source"), Assert.Single(index.Recall("!directed_by", 1).Memories));
        Assert.Equal(Encoding.UTF8.GetByteCount(text) + 11, index.TextBytes);
    }

    [Fact]
    public void Should_refuse_ids_that_do_not_grow()
    {
        var index = KeyHashIndex.Empty(100).With([new(1, "a", ""), new(2, "b", "")], 1);
        Assert.StartsWith("Memory 2 is not above those the index holds",
            Assert.Throws<ArgumentException>(() => index.With([new(2, "c", "")], 2)).Message, StringComparison.Ordinal);
        Assert.StartsWith("Memory 3 comes after 4",
            Assert.Throws<ArgumentException>(() => index.With([new(4, "c", ""), new(3, "d", "")], 2)).Message, StringComparison.Ordinal);
    }
}
