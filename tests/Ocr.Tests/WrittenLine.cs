using System.Numerics;

namespace Engram.Ocr.Tests;

/// <summary>A line of text to draw.</summary>
/// <param name="Text">The characters of the line.</param>
/// <param name="X">Column of the top left corner, in pixels.</param>
/// <param name="Y">Row of the top left corner, in pixels.</param>
/// <param name="HeightPixels">Height of the letters.</param>
/// <param name="Degrees">Clockwise rotation about the top left corner.</param>
internal sealed record WrittenLine(string Text, float X, float Y, float HeightPixels = 30, float Degrees = 0)
{
    /// <summary>Top left, top right, bottom right and bottom left corner of the letters.</summary>
    public Vector2[] Corners
    {
        get
        {
            var width = StrokeFont.WidthOf(Text);
            return [Place(Vector2.Zero), Place(new(width, 0)), Place(new(width, StrokeFont.Height)), Place(new(0, StrokeFont.Height))];
        }
    }

    /// <summary>The strokes of the line, in pixels.</summary>
    public IEnumerable<(Vector2 From, Vector2 To)> Strokes =>
        StrokeFont.StrokesOf(Text).Select(stroke => (Place(stroke.From), Place(stroke.To)));

    private Vector2 Place(Vector2 point) =>
        new Vector2(X, Y)
            + Vector2.Transform(point * (HeightPixels / StrokeFont.Height), Matrix3x2.CreateRotation(Degrees * MathF.PI / 180));
}
