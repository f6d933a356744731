using System.Numerics;
using Engram.Ocr.Paddle;

namespace Engram.Ocr.Tests;

/// <summary><see cref="MinimumAreaRectangle"/>.</summary>
public class When_a_rectangle_is_fitted
{
    private const float Tolerance = 1e-3f;

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(-35)]
    [InlineData(44)]
    public void Should_find_size_and_angle_of_a_turned_one(float degrees)
    {
        var angle = degrees * MathF.PI / 180;
        var turned = new RotatedRectangle(new Vector2(50, 30), 40, 10, angle);
        var points = new List<Vector2>();
        for (var across = -20; across <= 20; across += 5)
        {
            for (var down = -5; down <= 5; down++)
                points.Add(turned.Center + (turned.Across * across) + (turned.Down * down));
        }

        var found = MinimumAreaRectangle.Around(points);
        Assert.Equal(turned.Angle, found.Angle, Tolerance);
        Assert.Equal(40, found.Width, Tolerance);
        Assert.Equal(10, found.Height, Tolerance);
        Assert.Equal(0, Vector2.Distance(turned.Center, found.Center), Tolerance);
    }

    [Fact]
    public void Should_lie_within_45_degrees_of_the_horizontal()
    {
        var found = MinimumAreaRectangle.Around([new(0, 0), new(10, 0), new(10, 80), new(0, 80)]);
        Assert.Equal((10, 80), (found.Width, found.Height));
        Assert.Equal(0, found.Angle, Tolerance);
    }

    [Fact]
    public void Should_take_a_point_or_a_stroke_as_it_is()
    {
        Assert.Equal(new RotatedRectangle(new Vector2(3, 4), 0, 0, 0), MinimumAreaRectangle.Around([new(3, 4), new(3, 4)]));
        var stroke = MinimumAreaRectangle.Around([new(0, 0), new(4, 0), new(8, 0)]);
        Assert.Equal((8, 0), (stroke.Width, stroke.Height));
    }

    [Fact]
    public void Should_hold_every_point_and_be_no_larger_than_the_upright_one()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var points = Enumerable.Range(0, random.Next(3, 30)).Select(_ => new Vector2(random.Next(100), random.Next(100))).ToList();
            var box = MinimumAreaRectangle.Around(points);
            Assert.All(points, point =>
            {
                Assert.True(Math.Abs(Vector2.Dot(point - box.Center, box.Across)) <= (box.Width / 2) + Tolerance);
                Assert.True(Math.Abs(Vector2.Dot(point - box.Center, box.Down)) <= (box.Height / 2) + Tolerance);
            });
            var upright = (points.Max(p => p.X) - points.Min(p => p.X)) * (points.Max(p => p.Y) - points.Min(p => p.Y));
            Assert.True(box.Width * box.Height <= upright + 0.1f);
        }
    }
}
