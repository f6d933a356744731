namespace Engram.VisionFeatures.Detection;

/// <summary>A rectangle of a picture; sides are fractions of its width and height, 0 to 1.</summary>
public readonly record struct Box(float Left, float Top, float Right, float Bottom)
{
    public float Area => Math.Max(0, Right - Left) * Math.Max(0, Bottom - Top);

    /// <summary>Intersection over union: 1 for equal boxes, 0 for boxes that do not touch.</summary>
    public float Overlap(Box other)
    {
        var common = new Box(
            Math.Max(Left, other.Left), Math.Max(Top, other.Top), Math.Min(Right, other.Right), Math.Min(Bottom, other.Bottom)).Area;
        return common <= 0 ? 0 : common / (Area + other.Area - common);
    }

    /// <summary>The part inside the picture.</summary>
    public Box Clip() => new(Math.Clamp(Left, 0, 1), Math.Clamp(Top, 0, 1), Math.Clamp(Right, 0, 1), Math.Clamp(Bottom, 0, 1));
}
