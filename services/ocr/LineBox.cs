using System.Numerics;

namespace Engram.Ocr;

/// <summary>Boxes in the form that messages use: x1,y1 .. x4,y4 clockwise from the line's top left, pixels to one decimal.</summary>
internal static class LineBox
{
    public static float[] Corners(RotatedRectangle box, Vector2 scale)
    {
        var (topLeft, topRight, bottomRight, bottomLeft) = box.Corners;
        return [.. new[] { topLeft, topRight, bottomRight,
            bottomLeft }.Select(corner => corner * scale).SelectMany(c => new[] { Round(c.X), Round(c.Y) })];
    }

    private static float Round(float pixels) => MathF.Round(pixels, 1);
}
