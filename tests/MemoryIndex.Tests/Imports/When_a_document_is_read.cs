using Engram.MemoryIndex.Import;
using Engram.Text.Documents;

namespace Engram.MemoryIndex.Tests.Imports;

/// <summary><see cref="DocumentMemories"/>.</summary>
public sealed class When_a_document_is_read
{
    private const int PaperWindow = 7;

    [Fact]
    public void Should_keep_each_sentence_as_key_and_value()
    {
        var memories = Read("A shark waits.\nIt is hungry! Who swims there?", window: 1);

        Assert.Equal(
            [("A shark waits.", "A shark waits."), ("It is hungry!", "It is hungry!"), ("Who swims there?", "Who swims there?")],
            memories);
    }

    [Fact]
    public void Should_centre_windows_on_names_and_numbers()
    {
        var memories = Read("The film was directed by Steven Spielberg in June 1975 for Universal Pictures.", PaperWindow).Skip(1);

        Assert.Equal(
            [
                ("was directed by Steven Spielberg in June 1975", "Steven Spielberg"),
                ("Steven Spielberg in June 1975 for Universal", "June"),
                ("Spielberg in June 1975 for Universal Pictures.", "1975"),
                ("June 1975 for Universal Pictures.", "Universal Pictures"),
            ],
            memories);
    }

    [Fact]
    public void Should_put_the_title_before_the_window_and_keep_it_as_a_value()
    {
        var memories = Read("It was directed by Steven Spielberg. Jaws was a success.", PaperWindow, "Jaws");

        Assert.Equal(
            [
                ("It was directed by Steven Spielberg.", "It was directed by Steven Spielberg."),
                ("Jaws was directed by Steven Spielberg.", "Steven Spielberg"),
                ("was directed by Steven Spielberg.", "Jaws"),
                ("Jaws was a success.", "Jaws was a success."),
                ("Jaws was a success.", "Jaws"),
            ],
            memories);
    }

    [Theory]
    [InlineData("Peter Jackson filmed The Lord of the Rings there.", "Peter Jackson", "The Lord of the Rings")]
    [InlineData("We met (Roy Scheider), Brody's wife and Robert Shaw.", "Roy Scheider", "Brody", "Robert Shaw")]
    [InlineData("Nobody knew J. R. R. Tolkien then.", "Nobody", "J. R. R. Tolkien")]
    [InlineData("Waiting helps. She was waiting.")]
    [InlineData("Mr. Hooper and Dr. Brody met. They left.", "Mr. Hooper", "Dr. Brody")]
    [InlineData("the shark ate everybody.")]
    public void Should_know_a_name_by_its_capitals(string text, params string[] centres) =>
        Assert.Equal(centres, Read(text, window: 1).Select(memory => memory.Value).Where(value => !value.EndsWith('.')));

    [Fact]
    public void Should_split_a_sentence_at_the_limit()
    {
        var memories = DocumentMemories.Of(
            new Document { Text = string.Join(' ', Enumerable.Repeat("word", 25)) }, PaperWindow, maxSentenceWords: 10);

        Assert.Equal([10, 10, 5], memories.Select(memory => memory.Key.Split(' ').Length));
    }

    [Fact]
    public void Should_end_a_window_with_its_sentence()
    {
        var window = Read("We saw everything there. Then Hooper left. Nothing else happened.", PaperWindow)
            .Single(memory => memory.Value == "Hooper");

        Assert.Equal("Then Hooper left.", window.Key);
    }

    private static List<(string Key, string Value)> Read(string text, int window, string? title = null) =>
        [.. DocumentMemories.Of(
            new Document { Title = title, Text = text }, window, maxSentenceWords: 100).Select(memory => (memory.Key, memory.Value))];
}
