namespace Engram.Text.Tests;

/// <summary><see cref="PictureWords"/>.</summary>
public sealed class When_the_words_of_a_picture_are_cleaned
{
    [Theory]
    [InlineData("GRAND Opening, Saturday 10:30 at main street!", "grand opening saturday at main street")]
    [InlineData("grand opening saturday x 3d café www.x.com", "grand opening saturday")] // only words of two or more letters a-z
    [InlineData("grand opening of the bar", "")] // only two words have more than three letters
    [InlineData("grand opening saturday ab cd ef gh ij kl mn op qr", "")] // nine of twelve words are short
    [InlineData("grand opening saturday ab cd ef gh ij kl mn op", "grand opening saturday ab cd ef gh ij kl mn op")]
    [InlineData("", "")]
    public void Should_keep_words_and_drop_noise(string read, string kept) =>
        Assert.Equal(kept, string.Join(' ', PictureWords.Clean(read, _ => true)));

    [Fact]
    public void Should_keep_only_known_words() =>
        Assert.Equal(["grand", "opening", "street"], PictureWords.Clean("grand opening xyzzy street", word => word != "xyzzy"));

    [Fact]
    public void Should_leave_the_papers_picture_words_as_they_are()
    {
        var file = TestKit.Repository.FindEvaluationData("cmkp", "dev_ocr_final.txt");
        Assert.SkipWhen(file is null, TestKit.Repository.NoEvaluationData);
        Assert.All(File.ReadLines(file!), line => Assert.Equal(line, string.Join(' ', PictureWords.Clean(line, _ => true))));
    }
}
