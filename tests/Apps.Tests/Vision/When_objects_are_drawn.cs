using Engram.Imaging;
using Engram.Lab.Vision;

namespace Engram.Apps.Tests.Vision;

/// <summary>The canvas and layout of contact sheets.</summary>
public sealed class When_objects_are_drawn
{
    private static readonly Colour Red = new(200, 0, 0);

    [Fact]
    public void Should_frame_without_covering_the_inside()
    {
        var canvas = new Canvas(10, 10);
        canvas.Frame(2, 3, 6, 5, line: 1, Red);

        Assert.Equal(2 * 6 + 2 * 3, Enumerable.Range(0, 100).Count(i => At(canvas, i % 10, i / 10) == Red));
        Assert.All([(2, 3), (7, 3), (2, 7), (7, 7)], corner => Assert.Equal(Red, At(canvas, corner.Item1, corner.Item2)));
        Assert.Equal(Colour.White, At(canvas, 4, 5));
    }

    [Fact]
    public void Should_leave_out_what_lies_outside()
    {
        var canvas = new Canvas(4, 4);
        canvas.Fill(-5, -5, 7, 7, Red);
        canvas.Paste(new RgbPicture(2, 1, [1, 2, 3, 4, 5, 6], 2, 1), 3, 3);

        Assert.Equal(4, Enumerable.Range(0, 16).Count(i => At(canvas, i % 4, i / 4) == Red));
        Assert.Equal(new Colour(1, 2, 3), At(canvas, 3, 3));
    }

    [Theory]
    [InlineData(720, 270, 360)]
    [InlineData(100, 540, 270)]
    [InlineData(36, 27, 360)]
    public void Should_make_a_picture_fit_its_place(int width, int height, int side) =>
        Assert.Equal(side, ContactSheet.SideOf(new PictureInfo(PictureFormat.Jpeg, width, height, 1, HasAlpha: false)));

    private static Colour At(Canvas canvas, int x, int y)
    {
        var pixels = canvas.ToPicture().Pixels.AsSpan((y * canvas.Width + x) * 3, 3);
        return new Colour(pixels[0], pixels[1], pixels[2]);
    }
}
