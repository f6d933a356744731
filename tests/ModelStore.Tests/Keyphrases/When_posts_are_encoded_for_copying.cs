using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.Text;

namespace Engram.ModelStore.Tests.Keyphrases;

/// <summary><see cref="PostEncoder"/> and <see cref="PostBatch"/>.</summary>
public sealed class When_posts_are_encoded_for_copying
{
    private const int Channels = 2;
    private static readonly Vocabulary Words = new(
        ["<pad>", "<bos>", "<eos>", "<unk>", "<sep>", "cats", "purr", "<url>", "sale", "of", "traffic", "light", "man", "dog"]);
    private static readonly PostEncoder Encoder = new(Words, Channels, longestPost: 30);

    [Fact]
    public void Should_give_unknown_words_ids_beyond_the_vocabulary_in_order_of_appearance()
    {
        var post = Encoder.Encode(new KeyphraseInput { Text = "cats zqx purr vlorb zqx" });
        Assert.Equal([5, 3, 6, 3, 3], post.Tokens);
        Assert.Equal([5, 14, 6, 15, 14], post.CopyIds);
        Assert.Equal(["zqx", "vlorb"], post.UnknownWords);
    }

    [Fact]
    public void Should_give_no_more_ids_than_the_released_code()
    {
        var post = Encoder.Encode(
            new KeyphraseInput { Text = string.Join(' ', Enumerable.Range(0, 20).Select(i => $"zq{(char)('a' + i)}")) });
        Assert.Equal(KeyphraseInterface.MostUnknownWords, post.UnknownWords.Count);
        Assert.Equal(14 + KeyphraseInterface.MostUnknownWords - 1, post.CopyIds.Max());
        Assert.Equal(5, post.CopyIds.Count(id => id == Vocabulary.Unknown));
    }

    [Fact]
    public void Should_tell_the_words_of_the_picture_from_those_of_the_post()
    {
        var post = Encoder.Encode(new KeyphraseInput { Text = "cats zqx", OcrText = "SALE! 50 of xyzzy zqx" });
        Assert.Equal(["cats", "zqx", "<sep>", "sale", "of", "zqx"], post.Words);
        Assert.Equal([5, 14, 4, 8, 9, 14], post.CopyIds);
        Assert.Equal(3, post.FirstOcrWord);
        Assert.Equal(["cats", "zqx"], post.OwnWords);
        Assert.Equal(["sale", "of", "zqx"], post.OcrWords);
        Assert.Equal([false, false, false, true, true, true], Enumerable.Range(0, 6).Select(post.IsOcrWord));
    }

    [Theory]
    [InlineData("cats", "", "cats")]
    [InlineData("cats", "of of of of", "cats")]
    [InlineData("cats", "unknown words", "cats")]
    [InlineData("", "sale", "<sep> sale")]
    [InlineData("", null, "<sep>")]
    public void Should_leave_noise_out_and_hold_one_word_at_least(string text, string? ocr, string words)
    {
        var post = Encoder.Encode(new KeyphraseInput { Text = text, OcrText = ocr });
        Assert.Equal(words, string.Join(' ', post.Words));
        Assert.Equal(text.Length > 0 ? ["cats"] : [], post.OwnWords);
    }

    [Fact]
    public void Should_take_no_mark_that_someone_wrote_for_a_mark()
    {
        var post = Encoder.Encode(new KeyphraseInput { Text = "cats <pad> <eos> purr" });
        Assert.DoesNotContain(post.CopyIds, id => id is Vocabulary.Padding or Vocabulary.End);
        Assert.Equal(4, post.Tokens.Length);
    }

    [Fact]
    public void Should_write_a_phrase_in_the_words_of_its_post()
    {
        var post = Encoder.Encode(new KeyphraseInput { Text = "cats zqx" });
        Assert.Equal([14, 5, 8, Vocabulary.Unknown], Encoder.EncodePhrase(["zqx", "cats", "sale", "vlorb"], post));
    }

    [Fact]
    public void Should_mask_what_is_absent_and_pad_to_the_longest()
    {
        float[] regions = [1, 2, 3, 4];
        var batch = BatchOf(Encoder, new() { Text = "cats zqx", Attributes = ["man"] }, new() { Text = "cats", Regions = regions });

        Assert.Equal((2, 2, 2), (batch.Posts, batch.LongestPost, batch.MostRegions));
        Assert.Equal([5, 3, 5, 0], batch.Tokens);
        Assert.Equal([5, 14, 5, 0], batch.CopyIds);
        Assert.Equal([1, 1, 1, 0], batch.TokenMask);
        Assert.Equal([2, 1], batch.TokenLengths);
        Assert.Equal([12, 0, 0, 0, 0, 0, 0, 0, 0, 0], batch.Attributes);
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0, 0, 0], batch.AttributeMask);
        Assert.Equal([0, 0, 0, 0, .. regions], batch.Regions);
        Assert.Equal([0, 0, 1, 1], batch.RegionMask);
    }

    [Fact]
    public void Should_keep_a_place_for_regions_that_no_post_has()
    {
        var batch = BatchOf(Encoder, new KeyphraseInput { Text = "cats" });
        Assert.Equal(1, batch.MostRegions);
        Assert.Equal([0, 0], batch.Regions);
        Assert.Equal([0], batch.RegionMask);
    }

    [Fact]
    public void Should_leave_out_the_regions_that_the_model_does_not_read()
    {
        var blind = new PostEncoder(Words, channels: null, longestPost: 30);
        var batch = BatchOf(blind, new KeyphraseInput { Text = "cats", Regions = new float[98] });
        Assert.Equal((0, 0, 0), (batch.MostRegions, batch.Regions.Length, batch.RegionMask.Length));
    }

    [Fact]
    public void Should_name_both_shapes_when_the_regions_have_another()
    {
        var error = Assert.Throws<ArgumentException>(() => Encoder.Encode(new KeyphraseInput { Text = "cats", Regions = new float[49] }));
        Assert.Contains("Expected regions of [R, 2] features, got 49 features.", error.Message, StringComparison.Ordinal);
    }

    private static PostBatch BatchOf(PostEncoder encoder, params KeyphraseInput[] posts) =>
        PostBatch.Of([.. posts.Select(encoder.Encode)], encoder.Channels);
}
