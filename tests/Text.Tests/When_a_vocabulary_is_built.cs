namespace Engram.Text.Tests;

public sealed class When_a_vocabulary_is_built
{
    private static readonly Vocabulary Words = Vocabulary.Build("b a c a <pad> d b a".Split(' '), limit: 3);

    [Fact]
    public void Should_put_marks_first_then_words_by_count_then_by_spelling() =>
        Assert.Equal(["<pad>", "<bos>", "<eos>", "<unk>", "<sep>", "a", "b", "c"], Words.Words);

    [Fact]
    public void Should_know_its_words_and_no_others()
    {
        Assert.Equal(5, Words.IdOf("a"));
        Assert.Equal(Vocabulary.Unknown, Words.IdOf("d"));
        Assert.Equal(Vocabulary.Separator, Words.IdOf("<sep>"));
    }

    [Fact]
    public void Should_leave_rare_words_out() =>
        Assert.Equal(5 + 2, Vocabulary.Build("b a c a b".Split(' '), limit: 10, minimumCount: 2).Count);

    [Fact]
    public void Should_refuse_a_list_without_the_marks_or_with_a_word_twice()
    {
        Assert.Throws<ArgumentException>(() => new Vocabulary(["a"]));
        Assert.Throws<ArgumentException>(() => new Vocabulary([.. Words.Words, "a"]));
    }
}
