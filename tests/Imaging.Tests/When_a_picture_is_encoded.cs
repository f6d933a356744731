namespace Engram.Imaging.Tests;

/// <summary><see cref="PictureEncoder"/>.</summary>
public class When_a_picture_is_encoded
{
    [Fact]
    public void Should_come_back_nearly_as_it_was()
    {
        var picture = Halves(64, 48);
        var again = Decoding.Default.DecodeToFit(PictureEncoder.ToJpeg(picture, quality: 90), 64);

        Assert.Equal((64, 48), (again.Width, again.Height));
        again.PixelAt(10, 20).ShouldBe(200, 30, 30);
        again.PixelAt(50, 20).ShouldBe(30, 30, 200);
    }

    [Fact]
    public void Should_be_smaller_at_a_lower_quality() =>
        Assert.True(PictureEncoder.ToJpeg(Halves(64, 48), 10).Length < PictureEncoder.ToJpeg(Halves(64, 48), 95).Length);

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void Should_refuse_a_quality_that_there_is_not(int quality) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PictureEncoder.ToJpeg(Halves(2, 2), quality));

    private static RgbPicture Halves(int width, int height) => new(
        width, height,
        [.. Enumerable.Range(0, width * height).SelectMany(i => i % width < width / 2 ? (byte[])[200, 30, 30] : [30, 30, 200])], width,
        height);
}
