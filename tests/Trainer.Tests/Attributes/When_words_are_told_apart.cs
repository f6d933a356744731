using Engram.TestKit.Attributes;
using Engram.Training.Loop;
using Engram.Training.Recipes.Attributes;

namespace Engram.Trainer.Tests.Attributes;

/// <summary><see cref="WordNet"/> tells nouns and adjectives from other words.</summary>
public sealed class When_words_are_told_apart : IDisposable
{
    private readonly TinyWordNet _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("dog", "sky", "zebra", "wednesday")]
    [InlineData("dogs", "churches", "lilies", "children")]
    [InlineData("green", "red", "bigger", "biggest")]
    [InlineData("grass")] // listed as noun and verb, but the verb has no count
    public void Should_find_nouns_and_adjectives_in_their_forms(params string[] words)
    {
        var wordNet = WordNet.Open(_files.Folder);
        Assert.All(words, word => Assert.True(wordNet.IsNounOrAdjective(word), word));
    }

    [Theory]
    [InlineData("walk", "walking", "slowly", "stood")]
    [InlineData("standing", "rest", "resting", "well")] // also nouns or adjectives, but more frequent as another part of speech
    [InlineData("a", "in", "the", "not", "two")]        // closed-class words, although WordNet lists "a" and "in" as nouns
    [InlineData("qwerty", "!", "42", "<url>", "")]
    public void Should_leave_out_all_others(params string[] words)
    {
        var wordNet = WordNet.Open(_files.Folder);
        Assert.All(words, word => Assert.False(wordNet.IsNounOrAdjective(word), word));
    }

    [Fact]
    public void Should_say_how_the_files_come()
    {
        var error = Assert.Throws<ExperimentException>(() => WordNet.Open(Path.Combine(_files.Folder, "nowhere")));
        Assert.Contains("make train-data", error.Message, StringComparison.Ordinal);
        Assert.Contains("wordnet-base", error.Message, StringComparison.Ordinal);
    }
}
