using Engram.MemoryNetworks.Encoding;
using Engram.Text;

namespace Engram.ModelStore.Tests;

/// <summary><see cref="MemoryEncoder"/> and <see cref="MemoryBatch"/>.</summary>
public sealed class When_questions_are_encoded
{
    private const int Marks = 5;

    private readonly MemoryEncoder _encoder = new(Vocabulary.Build(["who", "who", "directed"], 10), buckets: 100, longestText: 4);

    [Fact]
    public void Should_give_known_words_their_ids() => Assert.Equal([Marks, Marks + 1], _encoder.Encode("Who directed"));

    [Fact]
    public void Should_give_an_unknown_word_the_same_bucket_wherever_it_stands()
    {
        var question = _encoder.Encode("who directed Alphaville");
        var key = _encoder.Encode("alphaville directed_by");
        Assert.Equal(question[2], key[0]);
        Assert.InRange(question[2], Marks + 2, _encoder.Count - 1);
        Assert.NotEqual(key[0], key[1]);
    }

    [Fact]
    public void Should_hash_alike_on_every_machine() => Assert.Equal([Marks + 2 + (0xE40C292Cu % 100)], _encoder.Encode("a"));

    [Fact]
    public void Should_cut_long_texts() => Assert.Equal(4, _encoder.Encode("who who who who who").Length);

    [Fact]
    public void Should_take_the_longest_ngram_that_begins_at_a_word()
    {
        var encoder = new MemoryEncoder(Vocabulary.Build(["the", "the matrix", "the matrix reloaded again", "who", "is"], 10), buckets: 0,
            longestText: 9, longestNgram: 4);
        string[] SymbolsOf(string text) => [.. encoder.Encode(text).Select(id => encoder.Vocabulary.Words[(int)id])];
        Assert.Equal(["who", "is", "the matrix"], SymbolsOf("Who is The Matrix"));
        Assert.Equal(["the matrix", "<unk>", "the"], SymbolsOf("the matrix reloaded the"));
        Assert.Equal(["the matrix reloaded again", "is"], SymbolsOf("the matrix reloaded again is"));
    }

    [Fact]
    public void Should_name_the_words_that_share_one_id()
    {
        const string Text = "Who directed The Matrix, who wrote the matrix?";
        Assert.Empty(_encoder.UnknownWordsOf(Text));
        Assert.Equal(
            ["directed", "wrote"], new MemoryEncoder(
                Vocabulary.Build(["who", "the", "the matrix"], 10), buckets: 0, longestText: 9, longestNgram: 2).UnknownWordsOf(Text));
        Assert.Equal(["the", "matrix", "wrote"], new MemoryEncoder(_encoder.Vocabulary, buckets: 0, longestText: 9).UnknownWordsOf(Text));
    }

    [Fact]
    public void Should_tell_a_story_from_its_latest_sentence()
    {
        var question = MemoryQuestion.About("where", ["a", "b", "c"], maxMemories: 2);
        Assert.Equal([new("c", "c"), new("b", "b")], question.Memories);
    }

    [Fact]
    public void Should_offer_each_value_once()
    {
        var question = new MemoryQuestion("?", [new("a x", "Jaws"), new("b x", "The Birds"), new("c x", "jaws")]);
        Assert.Equal(["Jaws", "The Birds"], question.Candidates);
    }

    [Fact]
    public void Should_pad_to_the_longest()
    {
        var batch = MemoryBatch.Of([
            _encoder.Encode(new MemoryQuestion("who", [new("who directed", "directed who")])),
            _encoder.Encode(new MemoryQuestion("who directed", [])),
        ]);
        Assert.Equal([Marks, 0, Marks, Marks + 1], batch.Question);
        Assert.Equal([Marks, Marks + 1, 0, 0], batch.Keys);
        Assert.Equal([Marks + 1, Marks, 0, 0], batch.CandidateWords);
        Assert.Equal([1f, 0f], batch.MemoryMask);
        Assert.Equal([1f, 0f], batch.CandidateMask);
    }

    [Fact]
    public void Should_keep_every_size_at_least_one()
    {
        var batch = MemoryBatch.Of([_encoder.Encode(new MemoryQuestion("", []))]);
        Assert.Equal((1, 1, 1, 1, 1, 1, 1),
            (batch.Questions, batch.QuestionWords, batch.Memories, batch.KeyWords, batch.ValueWords, batch.Candidates, batch.AnswerWords));
    }
}
