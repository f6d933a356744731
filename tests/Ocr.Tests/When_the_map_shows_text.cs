using System.Numerics;
using Engram.Ocr.Paddle;

namespace Engram.Ocr.Tests;

/// <summary><see cref="TextMap"/>: text boxes from the detection network's output.</summary>
public class When_the_map_shows_text
{
    private const int Width = 60, Height = 40;

    [Fact]
    public void Should_box_each_spot_with_the_margin_that_the_network_left_out()
    {
        var boxes = Find(0.9f, (10, 5, 20, 4), (10, 25, 30, 4));
        Assert.Equal(2, boxes.Count);
        // Margin on each side: area 20 x 4 times 1.6 over perimeter 48 (Liao et al. 2020, D' = A' r' / L').
        const float margin = 20 * 4 * 1.6f / 48;
        Assert.Equal(20 + (2 * margin), boxes[0].Width, 0.01f);
        Assert.Equal(4 + (2 * margin), boxes[0].Height, 0.01f);
        Assert.Equal(0, Vector2.Distance(new Vector2(19.5f, 6.5f), boxes[0].Center), 0.01f);
    }

    [Fact]
    public void Should_scale_to_pixels() =>
        Assert.Equal(
            Find(0.9f, (10, 5, 20, 4)).Single().Center * new Vector2(3, 2),
            Map(0.9f, new Vector2(3, 2), (10, 5, 20, 4)).FindLines().Single().Center);

    [Fact]
    public void Should_leave_out_what_is_doubtful() => Assert.Empty(Find(0.55f, (10, 5, 20, 4)));

    [Fact]
    public void Should_leave_out_specks() => Assert.Empty(Find(0.9f, (10, 5, 3, 3), (30, 5, 20, 1)));

    [Fact]
    public void Should_box_spots_at_the_edge() => Assert.Single(Find(0.9f, (0, 0, Width, Height)));

    [Fact]
    public void Should_tell_in_which_part_there_may_be_text()
    {
        var map = Map(0.02f, Vector2.One, (10, 5, 20, 4));
        Assert.Empty(map.FindLines());
        Assert.True(map.MayHoldText((0, 1), (0, 1)));
        Assert.True(map.MayHoldText((0.1f, 0.2f), (0, 0.2f)));
        Assert.False(map.MayHoldText((0.6f, 1), (0, 1)));
        Assert.False(map.MayHoldText((0, 1), (0.5f, 1)));
    }

    private static List<RotatedRectangle> Find(float probability, params (int X, int Y, int Width, int Height)[] spots) =>
        Map(probability, Vector2.One, spots).FindLines();

    private static TextMap Map(float probability, Vector2 pixelsPerCell, params (int X, int Y, int Width, int Height)[] spots)
    {
        var cells = new float[Width * Height];
        foreach (var spot in spots)
        {
            for (var y = spot.Y; y < spot.Y + spot.Height; y++)
                cells.AsSpan((y * Width) + spot.X, spot.Width).Fill(probability);
        }

        return new TextMap(cells, Width, Height, pixelsPerCell);
    }
}
