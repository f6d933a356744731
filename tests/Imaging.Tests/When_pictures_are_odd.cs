using Engram.TestKit;

namespace Engram.Imaging.Tests;

/// <summary>The decoder on real files that trip decoders, from the evaluation data.</summary>
public class When_pictures_are_odd
{
    [Theory]
    [InlineData("anim.gif", PictureFormat.Gif)]
    [InlineData("anim.webp", PictureFormat.WebP)]
    [InlineData("cmyk.jpg", PictureFormat.Jpeg)]
    [InlineData("dog.avif", PictureFormat.Avif)]
    [InlineData("dog.webp", PictureFormat.WebP)]
    [InlineData("exif6.jpg", PictureFormat.Jpeg)]
    [InlineData("gray.jpg", PictureFormat.Jpeg)]
    [InlineData("pal.png", PictureFormat.Png)]
    [InlineData("prog.jpg", PictureFormat.Jpeg)]
    [InlineData("rgb16.png", PictureFormat.Png)]
    [InlineData("rgba.png", PictureFormat.Png)]
    public void Should_decode_what_can_be_decoded(string name, PictureFormat format)
    {
        var bytes = Read(name);
        var header = Decoding.Default.ReadHeader(bytes);
        Assert.Equal(format, header.Format);
        var picture = Decoding.Default.DecodeToFit(bytes, 128);
        Assert.Equal(128, Math.Max(picture.Width, picture.Height));
        Assert.Equal((header.Width, header.Height), (picture.UprightWidth, picture.UprightHeight));
        // The result must be a picture, not a flat area: decoders fill missing parts with gray or black.
        Assert.InRange(picture.Pixels.Average(value => value), 60, 200);
        Assert.True(picture.Pixels.Distinct().Count() > 64);
    }

    [Theory]
    [InlineData("bomb_full.png", PictureRejections.TooManyPixels)]
    [InlineData("bomb_header.png", PictureRejections.TooManyPixels)]
    [InlineData("dog.bmp", PictureRejections.UnsupportedFormat)]
    [InlineData("dog.tiff", PictureRejections.UnsupportedFormat)]
    [InlineData("x.svg", PictureRejections.UnsupportedFormat)]
    [InlineData("empty.bin", PictureRejections.Empty)]
    [InlineData("junk.bin", PictureRejections.NotAPicture)]
    [InlineData("trunc.jpg", PictureRejections.Truncated)]
    [InlineData("trunc.png", PictureRejections.Truncated)]
    public void Should_refuse_the_others_with_the_reason(string name, string code) => Assert.Equal(code, Decoding.Refuse(Read(name)).Code);

    [Theory]
    [InlineData("dog.webp")]
    [InlineData("anim.webp")]
    [InlineData("dog.avif")]
    [InlineData("anim.gif")]
    public void Should_refuse_them_cut_short(string name)
    {
        var bytes = Read(name);
        Assert.Equal(PictureRejections.Truncated, Decoding.Refuse(bytes[..(bytes.Length / 20)]).Code);
    }

    [Fact]
    public void Should_see_the_same_dog_in_every_format()
    {
        var reference = Decoding.Default.DecodeToSize(Read("prog.jpg"), 32, 32).Pixels;
        foreach (var name in (string[])["dog.webp", "dog.avif", "pal.png"])
        {
            var pixels = Decoding.Default.DecodeToSize(Read(name), 32, 32).Pixels;
            Assert.InRange(pixels.Zip(reference, (a, b) => Math.Abs(a - b)).Average(), 0, 6);
        }
    }

    private static byte[] Read(string name)
    {
        var path = Repository.FindEvaluationData("odd-images", name);
        Assert.SkipWhen(path is null, Repository.NoEvaluationData);
        return File.ReadAllBytes(path!);
    }
}
