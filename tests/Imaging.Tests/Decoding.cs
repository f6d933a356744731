namespace Engram.Imaging.Tests;

/// <summary>Helpers shared by the tests of this folder.</summary>
internal static class Decoding
{
    public static PictureDecoder Default { get; } = new(new ImagingOptions());

    public static byte[] PixelAt(this RgbPicture picture, int x, int y) =>
        picture.Pixels[(((y * picture.Width) + x) * 3)..(((y * picture.Width) + x + 1) * 3)];

    /// <summary>Asserts the color of a pixel. Tolerates rounding by JPEG and color conversion.</summary>
    public static void ShouldBe(this byte[] pixel, int red, int green, int blue)
    {
        const int rounding = 3;
        Assert.True(
            Math.Abs(pixel[0] - red) <= rounding && Math.Abs(pixel[1] - green) <= rounding && Math.Abs(pixel[2] - blue) <= rounding,
            $"Expected {red},{green},{blue}, got {string.Join(',', pixel)}.");
    }

    public static PictureRejectedException Refuse(byte[] bytes, ImagingOptions? options = null) =>
        Assert.Throws<PictureRejectedException>(() => (options is null ? Default : new PictureDecoder(options)).DecodeToFit(bytes, 256));
}
