using Engram.Imaging.Tests.Bombs;
using NetVips;

namespace Engram.Imaging.Tests;

/// <summary>Limits of the picture decoder on decoding work.</summary>
public class When_a_picture_costs_more_than_its_bytes
{
    [Fact]
    public void Should_count_the_scans_of_a_jpeg()
    {
        var refused = Decoding.Refuse(JpegBombs.RunScans(500, 500, components: 1, scans: 150));
        Assert.Equal((PictureRejections.TooManyScans, "The JPEG has 151 scans; at most 100 are decoded."), (refused.Code, refused.Reason));
        Assert.Equal(500, Decoding.Default.DecodeToFit(JpegBombs.RunScans(500, 500, components: 1, scans: 99), 500).Width);
    }

    [Fact]
    public void Should_add_up_what_scans_of_a_large_jpeg_visit()
    {
        var options = new ImagingOptions { MaxDecodingTime = TimeSpan.FromSeconds(1) };
        var refused = Decoding.Refuse(JpegBombs.RunScans(7000, 7000, components: 1, scans: 99), options);
        Assert.Equal(PictureRejections.TooExpensive, refused.Code);
        Assert.EndsWith("s to decode; at most 1.00 s are spent. Send a smaller one, or a JPEG.", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_add_up_what_is_kept_between_the_scans_of_a_jpeg()
    {
        var options = new ImagingOptions { MaxDecodingTime = TimeSpan.FromMinutes(1) };
        var refused = Decoding.Refuse(JpegBombs.EmptyScans(7000, 7000, components: 4, scans: 2), options);
        Assert.Equal(PictureRejections.TooExpensive, refused.Code);
        Assert.Contains("392000000 bytes of memory to decode; at most 200000000", refused.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7000, 7000, true)]
    [InlineData(20_000, 2_500, false)]
    public void Should_weigh_the_pixels_of_a_png(int width, int height, bool interlaced)
    {
        var refused = Assert.Throws<PictureRejectedException>(
            () => Decoding.Default.DecodeForReading(PngBombs.Black(width, height, bits: 16, PngBombs.Rgba, interlaced), 8_000_000));
        Assert.Equal(PictureRejections.TooExpensive, refused.Code);
    }

    [Fact]
    public void Should_read_a_large_png_of_16_bits() =>
        Assert.Equal(6000, Decoding.Default.DecodeToSize(PngBombs.Black(6000, 6000, bits: 16, PngBombs.Rgba), 300, 300).UprightWidth);

    [Theory]
    [InlineData("zTXt")]
    [InlineData("iCCP")]
    [InlineData("iTXt")]
    public void Should_unpack_the_texts_of_a_png_as_far_as_they_are_allowed(string type)
    {
        var refused = Decoding.Refuse(PngBombs.WithPacked(type, 2_000_000), new ImagingOptions { MaxMetadataBytes = 1_000_000 });
        Assert.Equal(PictureRejections.TooMuchMetadata, refused.Code);
        Assert.Contains("more than 1000000 bytes", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(10, Decoding.Default.DecodeToFit(PngBombs.WithPacked(type, 2_000_000), 10).Width);
    }

    [Fact]
    public void Should_add_up_the_texts_of_a_png() => Assert.Equal(
        PictureRejections.TooMuchMetadata,
        Decoding.Refuse(PngBombs.WithPacked("zTXt", 400_000, times: 3), new ImagingOptions { MaxMetadataBytes = 1_000_000 }).Code);

    [Fact]
    public void Should_count_segments()
    {
        var options = new ImagingOptions { MaxSegments = 50 };
        Assert.Equal(PictureRejections.TooManySegments, Decoding.Refuse(PngBombs.WithPacked("zTXt", 1, times: 51), options).Code);
        Assert.Equal(PictureRejections.TooManySegments, Decoding.Refuse(JpegBombs.Comments(51), options).Code);
        Assert.Equal(64, new PictureDecoder(options).DecodeToFit(JpegBombs.Comments(40), 64).Width);
    }

    [Fact]
    public void Should_know_a_webp_without_loss_from_one_with()
    {
        var options = new ImagingOptions { MaxDecoderBytes = 1_500_000 };
        Assert.Equal(PictureRejections.TooExpensive, Decoding.Refuse(WebPBombs.Plain(500, 500), options).Code);
        Assert.Equal(250, new PictureDecoder(options).DecodeToFit(WebPWriter.Write(500, 500, (x, y) => [(byte)x, (byte)y, 9]), 250).Width);
    }

    [Fact]
    public void Should_add_up_the_tiles_of_an_avif()
    {
        Assert.Equal(128, Decoding.Default.DecodeToFit(AvifBombs.Grid(2, 2, 128, 128), 256).Width);
        Assert.Equal(PictureRejections.TooExpensive, Decoding.Refuse(AvifBombs.Grid(15, 15, 1000, 1000, side: 3000)).Code);
        Assert.Equal(PictureRejections.Damaged, Decoding.Refuse(AvifBombs.Grid(2, 2, 128, 128, tile: 1)).Code);
    }

    [Theory]
    [InlineData(0xC3, 8)]
    [InlineData(0xC9, 8)]
    [InlineData(0xCA, 8)]
    [InlineData(0xC1, 12)]
    public void Should_refuse_the_kinds_of_jpeg_that_viewers_do_not_show(byte frame, byte precision) =>
        Assert.Equal(PictureRejections.UnsupportedFormat, Decoding.Refuse(JpegBombs.OneScan(frame, 64, 64, precision)).Code);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Should_read_a_photograph_of_40_megapixels(bool progressive)
    {
        using var black = Image.Black(8000, 5000, bands: 3);
        var photo = black.JpegsaveBuffer(q: 80, interlace: progressive);
        var picture = Decoding.Default.DecodeForReading(photo, 8_000_000);
        Assert.Equal((8000, 5000), (picture.UprightWidth, picture.UprightHeight));
    }

    [Fact]
    public void Should_stop_when_the_time_is_over_and_go_on_with_the_next()
    {
        var picture = PngBombs.Black(6000, 6000, bits: 8, PngBombs.Rgba);
        var hasty = new PictureDecoder(new ImagingOptions { MaxDecodingWait = TimeSpan.FromMilliseconds(1) });
        var refused = Assert.Throws<PictureRejectedException>(() => hasty.DecodeForReading(picture, 8_000_000));
        Assert.Equal(PictureRejections.TooSlow, refused.Code);
        Assert.Equal("The picture was not decoded within 0.001 s. Send a smaller one.", refused.Reason);
        Assert.Equal(500, Decoding.Default.DecodeForReading(PngBombs.Black(500, 400, bits: 8, PngBombs.Rgba), 8_000_000).Width);
    }
}
