namespace Engram.Imaging.Tests;

/// <summary>The picture decoder: size, color and orientation.</summary>
public class When_a_picture_is_decoded
{
    private static readonly byte[] Red = [255, 0, 0], Blue = [0, 0, 255];

    [Fact]
    public void Should_keep_a_small_picture_as_it_is()
    {
        var picture = Decoding.Default.DecodeToFit(PngWriter.Write(3, 2, (x, y) => [(byte)(x * 100), (byte)(y * 200), 7]), 256);
        Assert.Equal((3, 2, 3, 2), (picture.Width, picture.Height, picture.UprightWidth, picture.UprightHeight));
        Assert.Equal([0, 0, 7, 100, 0, 7, 200, 0, 7, 0, 200, 7, 100, 200, 7, 200, 200, 7], picture.Pixels);
    }

    [Theory]
    [InlineData(400, 100, 64, 64, 16)]
    [InlineData(100, 400, 64, 16, 64)]
    [InlineData(1000, 1, 64, 64, 1)]
    public void Should_fit_the_longer_side_and_keep_the_aspect(int width, int height, int side, int fittedWidth, int fittedHeight)
    {
        var picture = Decoding.Default.DecodeToFit(PngWriter.Write(width, height, (_, _) => Red), side);
        Assert.Equal((fittedWidth, fittedHeight), (picture.Width, picture.Height));
        Assert.Equal((width, height), (picture.UprightWidth, picture.UprightHeight));
    }

    [Theory]
    [InlineData(400, 100)]
    [InlineData(5, 9)]
    public void Should_stretch_to_the_exact_size_asked_for(int width, int height)
    {
        var picture = Decoding.Default.DecodeToSize(PngWriter.Write(width, height, (x, _) => x < width / 2 ? Red : Blue), 64, 48);
        Assert.Equal((64, 48), (picture.Width, picture.Height));
        picture.PixelAt(2, 20).ShouldBe(255, 0, 0);
        picture.PixelAt(61, 20).ShouldBe(0, 0, 255);
    }

    [Fact]
    public void Should_lay_transparent_parts_on_white()
    {
        var picture = Decoding.Default.DecodeToFit(PngWriter.Write(2, 1, (x, _) => x == 0 ? [0, 0, 0, 0] : [200, 0, 0, 255]), 256);
        Assert.Equal([255, 255, 255, 200, 0, 0], picture.Pixels);
    }

    [Theory]
    [InlineData(0, 255)]
    [InlineData(90, 255)]
    [InlineData(255, 0)]
    [InlineData(220, 0)]
    public void Should_lay_transparent_parts_on_a_ground_that_sets_off_the_ink_beside_them(byte ink, byte ground)
    {
        var strokes = PngWriter.Write(90, 30, (x, _) => x / 5 % 2 == 0 ? [0, 0, 0, 0] : [ink, ink, ink, 255]);
        var picture = Decoding.Default.DecodeForReading(strokes, 1_000_000);
        picture.PixelAt(2, 15).ShouldBe(ground, ground, ground);
        picture.PixelAt(7, 15).ShouldBe(ink, ink, ink);
        Decoding.Default.DecodeToSize(strokes, 90, 30).PixelAt(2, 15).ShouldBe(255, 255, 255);
    }

    [Fact]
    public void Should_not_take_the_inside_of_an_outlined_shape_for_ink()
    {
        var shape = PngWriter.Write(90, 90, (x, y) => Math.Max(Math.Abs(x - 45), Math.Abs(y - 45)) switch
        {
            > 38 => [0, 0, 0, 0],
            > 32 => [0, 0, 0, 255],
            _ => [255, 255, 255, 255],
        });
        Decoding.Default.DecodeForReading(shape, 1_000_000).PixelAt(1, 1).ShouldBe(255, 255, 255);
    }

    [Theory]
    [InlineData(1000, 100, 100_000, 1000, 100)]
    [InlineData(1000, 100, 25_000, 500, 50)]
    [InlineData(300, 400, 30_000, 150, 200)]
    public void Should_shrink_to_so_many_pixels_and_keep_the_aspect(int width, int height, long pixels, int fittedWidth, int fittedHeight)
    {
        var picture = Decoding.Default.DecodeForReading(PngWriter.Write(width, height, (_, _) => Red), pixels);
        Assert.Equal((fittedWidth, fittedHeight), (picture.Width, picture.Height));
        Assert.Equal((width, height), (picture.UprightWidth, picture.UprightHeight));
    }

    [Fact]
    public void Should_shrink_a_jpeg_while_it_loads_without_losing_where_things_are()
    {
        byte[][][] blocks =
            [.. Enumerable.Range(0, 30).Select(y => Enumerable.Range(0, 30).Select(x => new[] { (byte)(x < 15 ? 20 : 220) }).ToArray())];
        var picture = Decoding.Default.DecodeToSize(JpegWriter.Write(blocks), 12, 12);
        picture.PixelAt(1, 6).ShouldBe(20, 20, 20);
        picture.PixelAt(10, 6).ShouldBe(220, 220, 220);
    }

    [Fact]
    public void Should_shrink_a_webp_while_it_loads_without_losing_where_things_are()
    {
        var picture = Decoding.Default.DecodeToSize(WebPWriter.Write(240, 240, (x, _) => x < 120 ? [20, 20, 20] : [220, 220, 220]), 12, 12);
        picture.PixelAt(1, 6).ShouldBe(20, 20, 20);
        picture.PixelAt(10, 6).ShouldBe(220, 220, 220);
    }

    [Theory]
    [InlineData(16_000, 1, 100, 1)]
    [InlineData(1, 16_000, 1, 100)]
    public void Should_leave_a_thin_webp_a_pixel_across(int width, int height, int fittedWidth, int fittedHeight)
    {
        var picture = Decoding.Default.DecodeToFit(WebPWriter.Write(width, height, (_, _) => [200, 200, 200]), 100);
        Assert.Equal((fittedWidth, fittedHeight), (picture.Width, picture.Height));
        picture.PixelAt(0, 0).ShouldBe(200, 200, 200);
    }

    [Fact]
    public void Should_not_show_the_color_of_a_webps_transparent_parts()
    {
        var chequers = WebPWriter.Write(960, 960, (x, y) => ((x / 16) + (y / 16)) % 2 == 0 ? [221, 221, 221, 255] : [0, 0, 0, 0]);
        Decoding.Default.DecodeToFit(chequers, 15).PixelAt(7, 7).ShouldBe(238, 238, 238);
    }

    /// <summary>EXIF orientation: 6 has its top at the right, 3 is upside down, 8 has its top at the left; 5 and 7 are also
    /// mirrored.</summary>
    [Theory]
    [InlineData(1, 16, 8, 0, 0)]
    [InlineData(2, 16, 8, 15, 0)]
    [InlineData(3, 16, 8, 15, 7)]
    [InlineData(4, 16, 8, 0, 7)]
    [InlineData(5, 8, 16, 0, 0)]
    [InlineData(6, 8, 16, 7, 0)]
    [InlineData(7, 8, 16, 7, 15)]
    [InlineData(8, 8, 16, 0, 15)]
    public void Should_turn_it_upright(byte orientation, int width, int height, int darkX, int darkY)
    {
        var jpeg = JpegWriter.Write([[[10], [240]]], orientation);
        var header = Decoding.Default.ReadHeader(jpeg);
        Assert.Equal((width, height), (header.Width, header.Height));
        var picture = Decoding.Default.DecodeToFit(jpeg, 256);
        Assert.Equal((width, height, width, height), (picture.Width, picture.Height, picture.UprightWidth, picture.UprightHeight));
        picture.PixelAt(darkX, darkY).ShouldBe(10, 10, 10);
        picture.PixelAt(width - 1 - darkX, height - 1 - darkY).ShouldBe(240, 240, 240);
    }

    [Fact]
    public void Should_convert_cmyk_to_rgb()
    {
        var picture = Decoding.Default.DecodeToFit(JpegWriter.Write([[[255, 255, 255, 255], [255, 0, 0, 255]]]), 256);
        picture.PixelAt(2, 4).ShouldBe(255, 255, 255);
        var (red, green, blue) = (picture.PixelAt(13, 4)[0], picture.PixelAt(13, 4)[1], picture.PixelAt(13, 4)[2]);
        Assert.True(red > 180 && green < 80 && blue < 80, $"Magenta and yellow ink should be red, but are {red},{green},{blue}.");
    }

    [Fact]
    public void Should_take_the_first_frame_of_an_animation()
    {
        var gif = GifWriter.Write(1, 2, 0);
        Assert.Equal(new PictureInfo(PictureFormat.Gif, 1, 1, Frames: 3, HasAlpha: false), Decoding.Default.ReadHeader(gif));
        Assert.Equal([0, 255, 0], Decoding.Default.DecodeToFit(gif, 256).Pixels);
    }

    [Fact]
    public async Task Should_give_the_same_pixels_alone_as_beside_others()
    {
        var png = PngWriter.Write(200, 150, (x, y) => [(byte)x, (byte)y, (byte)(x * y)]);
        byte[] broken = [.. png.AsSpan(0, png.Length / 2)];
        var alone = Decoding.Default.DecodeToFit(png, 64).Pixels;
        var beside = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() =>
        {
            if (i % 2 == 0)
                return Decoding.Default.DecodeToFit(png, 64).Pixels;
            Decoding.Refuse(broken);
            return alone;
        })));
        Assert.All(beside, pixels => Assert.Equal(alone, pixels));
    }
}
