using Engram.ModelPackage.Keyphrases;
using Engram.Text;

namespace Engram.ModelPackage.Tests;

public sealed class When_posts_are_encoded
{
    private const int Channels = 2;
    private static readonly Vocabulary Words = new(["<pad>", "<bos>", "<eos>", "<unk>", "<sep>", "cats", "purr", "<url>", "sale", "of", "traffic", "light", "man", "dog"]);
    private static readonly TaggerEncoder Encoder = new(Words, Channels, longestPost: 6);

    [Fact]
    public void Should_put_the_pictures_words_behind_a_separator() =>
        Assert.Equal([5, 3, 7, 4, 8], Encoder.Encode(new TaggerPost { Text = "Cats sleep https://t.co/1", OcrText = "SALE! 50 of xyzzy" })
            .Tokens.Where(id => id != Words.IdOf("of")));

    [Theory]
    [InlineData("cats", "", new long[] { 5 })]
    [InlineData("cats", "of of of sale", new long[] { 5 })]
    [InlineData("cats", "unknown words", new long[] { 5 })]
    [InlineData("", "sale", new long[] { 4, 8 })]
    [InlineData("", null, new long[] { 4 })]
    [InlineData("cats <pad> purr", null, new long[] { 5, 3, 6 })]
    [InlineData("cats cats cats cats cats cats cats", "sale", new long[] { 5, 5, 5, 5, 5, 5 })]
    public void Should_leave_noise_out_and_hold_one_token_at_least(string text, string? ocr, long[] tokens) =>
        Assert.Equal(tokens, Encoder.Encode(new TaggerPost { Text = text, OcrText = ocr }).Tokens);

    [Fact]
    public void Should_take_the_first_five_words_of_the_attributes() =>
        Assert.Equal([10, 11, 12, 13, 3], Encoder.Encode(new TaggerPost { Text = "cats", Attributes = ["traffic light", "man", "dog", "zebra", "cats"] }).Attributes);

    [Fact]
    public void Should_mask_what_is_absent_and_pad_to_the_longest()
    {
        var grid = Enumerable.Range(0, TaggerInterface.Regions * Channels).Select(i => (float)i).ToArray();

        var batch = Encoder.EncodeBatch([new() { Text = "cats purr", Attributes = ["man"] }, new() { Text = "cats", Grid = grid }]);

        Assert.Equal((2, 2), (batch.Posts, batch.LongestPost));
        Assert.Equal([5, 6, 5, 0], batch.Tokens);
        Assert.Equal([2, 1], batch.TokenLengths);
        Assert.Equal([12, 0, 0, 0, 0, 0, 0, 0, 0, 0], batch.Attributes);
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0, 0, 0], batch.AttributeMask);
        Assert.Equal([.. new float[grid.Length], .. grid], batch.Grid);
        Assert.Equal([.. new float[TaggerInterface.Regions], .. Enumerable.Repeat(1f, TaggerInterface.Regions)], batch.GridMask);
    }

    [Fact]
    public void Should_name_both_shapes_when_the_grid_has_another()
    {
        var error = Assert.Throws<ArgumentException>(() => Encoder.Encode(new TaggerPost { Text = "cats", Grid = new float[49] }));
        Assert.Contains("Expected a grid of [49, 2] = 98 features, got 49.", error.Message, StringComparison.Ordinal);
    }
}
