using System.Text;

namespace Engram.Imaging.Tests;

/// <summary>Rejections by the picture decoder.</summary>
public class When_a_picture_can_not_be_read
{
    private static readonly byte[] Png = PngWriter.Write(40, 30, (x, y) => [(byte)(x * 7), (byte)(y * 5), (byte)(x * y)]);

    [Fact]
    public void Should_say_that_it_is_empty() => Assert.Equal(PictureRejections.Empty, Decoding.Refuse([]).Code);

    [Theory]
    [InlineData("hello, I am no picture")]
    [InlineData("x")]
    [InlineData("RIFF")]
    [InlineData("GIF")]
    public void Should_say_that_it_is_no_picture(string text)
    {
        var refused = Decoding.Refuse(Encoding.ASCII.GetBytes(text));
        Assert.Equal(PictureRejections.NotAPicture, refused.Code);
        Assert.Contains("JPEG, PNG, GIF, WebP and AVIF", refused.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "SVG")]
    [InlineData("<?xml version='1.0'?><!-- a --><svg width='9' height='9'/>", "SVG")]
    [InlineData("%PDF-1.7", "PDF")]
    [InlineData("II*\0........", "TIFF")]
    [InlineData("MM\0*........", "TIFF")]
    [InlineData("BM..............", "BMP")]
    [InlineData("\0\0\0\x18" + "ftypheic\0\0\0\0mif1heic", "HEIC")]
    public void Should_name_a_format_that_is_not_decoded(string text, string name)
    {
        var refused = Decoding.Refuse(Encoding.Latin1.GetBytes(text));
        Assert.Equal(PictureRejections.UnsupportedFormat, refused.Code);
        Assert.Contains(name, refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_say_that_a_png_is_cut_off()
    {
        for (var length = 8; length < Png.Length - 12; length += 97)
            Assert.Equal(PictureRejections.Truncated, Decoding.Refuse(Png[..length]).Code);
    }

    [Fact]
    public void Should_say_that_a_jpeg_is_cut_off()
    {
        var jpeg = JpegWriter.Write(
            [.. Enumerable.Range(0, 20).Select(y => Enumerable.Range(0, 20).Select(x => new[] { (byte)((x * y) % 251) }).ToArray())]);
        Assert.Equal(160, Decoding.Default.DecodeToFit(jpeg, 256).Width);
        for (var length = 4; length < jpeg.Length - 20; length += 61)
            Assert.Equal(PictureRejections.Truncated, Decoding.Refuse(jpeg[..length]).Code);
    }

    [Fact]
    public void Should_not_take_the_end_of_an_embedded_preview_for_the_end()
    {
        var jpeg = JpegWriter.Write([[[10], [240]], [[60], [90]], [[70], [20]]]);
        byte[] withPreview = [0xFF, 0xD8, 0xFF, 0xE1, 0, 6, 1, 2, 0xFF, 0xD9, .. jpeg[2..]];
        Assert.Equal(16, Decoding.Default.DecodeToFit(withPreview, 256).Width);
        Assert.Equal(PictureRejections.Truncated, Decoding.Refuse(withPreview[..^4]).Code);
    }

    [Fact]
    public void Should_say_that_a_gif_is_cut_off() =>
        Assert.Equal(PictureRejections.Truncated, Decoding.Refuse(GifWriter.Write(1)[..30]).Code);

    [Fact]
    public void Should_say_that_it_is_damaged()
    {
        byte[] damaged = [.. Png];
        damaged.AsSpan(60, 200).Fill(0x55);
        Assert.Equal(PictureRejections.Damaged, Decoding.Refuse(damaged).Code);
    }

    [Fact]
    public void Should_refuse_too_many_bytes()
    {
        var refused = Decoding.Refuse(Png, new ImagingOptions { MaxPictureBytes = 100 });
        Assert.Equal(PictureRejections.TooManyBytes, refused.Code);
        Assert.Contains("at most 100", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_too_many_pixels()
    {
        Assert.Equal(PictureRejections.TooManyPixels, Decoding.Refuse(Png, new ImagingOptions { MaxPixels = 1199 }).Code);
        Assert.Equal(40, new PictureDecoder(new ImagingOptions { MaxPixels = 1200 }).DecodeToFit(Png, 256).Width);
    }

    [Fact]
    public void Should_refuse_a_side_too_long()
    {
        Assert.Equal(PictureRejections.TooManyPixels, Decoding.Refuse(Png, new ImagingOptions { MaxSidePixels = 39 }).Code);
        Assert.Equal(40, new PictureDecoder(new ImagingOptions { MaxSidePixels = 40 }).DecodeToFit(Png, 256).Width);
    }

    [Fact]
    public void Should_refuse_too_many_frames()
    {
        Assert.Equal(PictureRejections.TooManyFrames, Decoding.Refuse(GifWriter.Write(0, 1, 2), new ImagingOptions { MaxFrames = 2 }).Code);
        Assert.Equal(1, new PictureDecoder(new ImagingOptions { MaxFrames = 3 }).DecodeToFit(GifWriter.Write(0, 1, 2), 256).Width);
    }
}
