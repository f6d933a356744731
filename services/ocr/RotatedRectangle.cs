using System.Numerics;

namespace Engram.Ocr;

/// <summary>A rectangle rotated by <paramref name="Angle"/> radians, clockwise because y points down. In pixels.</summary>
/// <param name="Center">Its middle.</param>
/// <param name="Width">Extent along its own first axis.</param>
/// <param name="Height">Extent along its own second axis.</param>
/// <param name="Angle">Direction of its first axis, radians.</param>
internal readonly record struct RotatedRectangle(Vector2 Center, float Width, float Height, float Angle)
{
    /// <summary>Unit vector of the first axis.</summary>
    public Vector2 Across => new(MathF.Cos(Angle), MathF.Sin(Angle));

    /// <summary>Unit vector of the second axis.</summary>
    public Vector2 Down => new(-MathF.Sin(Angle), MathF.Cos(Angle));

    /// <summary>Top left, top right, bottom right, bottom left, relative to the rectangle's own axes.</summary>
    public (Vector2 TopLeft, Vector2 TopRight, Vector2 BottomRight, Vector2 BottomLeft) Corners
    {
        get
        {
            var across = Across * (Width / 2);
            var down = Down * (Height / 2);
            return (Center - across - down, Center + across - down, Center + across + down, Center - across + down);
        }
    }

    /// <summary>The same rectangle with its axes turned clockwise by 90 degrees.</summary>
    public RotatedRectangle QuarterTurned() => new(Center, Height, Width, Angle + (MathF.PI / 2));

    /// <summary>The same rectangle with its axes turned by 180 degrees.</summary>
    public RotatedRectangle HalfTurned() => this with { Angle = Angle + MathF.PI };

    /// <summary>The same rectangle with its first axis within 45 degrees of the horizontal.</summary>
    public RotatedRectangle Upright()
    {
        const float quarter = MathF.PI / 2;
        var quarters = (int)MathF.Round(Angle / quarter);
        var angle = Angle - (quarters * quarter);
        return int.IsOddInteger(quarters) ? new(Center, Height, Width, angle) : this with { Angle = angle };
    }

    public RotatedRectangle Grown(float margin) => this with { Width = Width + (2 * margin), Height = Height + (2 * margin) };

    /// <summary>Whether the center of one lies within the other.</summary>
    public bool SharesMiddle(RotatedRectangle other) => Contains(other.Center) || other.Contains(Center);

    private bool Contains(Vector2 point) =>
        Math.Abs(Vector2.Dot(point - Center, Across)) <= Width / 2 && Math.Abs(Vector2.Dot(point - Center, Down)) <= Height / 2;
}
