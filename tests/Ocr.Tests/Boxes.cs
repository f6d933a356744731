using System.Numerics;
using Engram.Contracts.Images;

namespace Engram.Ocr.Tests;

internal static class Boxes
{
    /// <summary>Asserts that each corner is near the corner of the letters, starting where the line begins. Engines leave a
    /// margin.</summary>
    public static void ShouldSurround(RecognizedLine read, WrittenLine written)
    {
        Assert.Equal(8, read.Box.Count);
        for (var i = 0; i < 4; i++)
        {
            var distance = Vector2.Distance(written.Corners[i], new Vector2(read.Box[2 * i], read.Box[(2 * i) + 1]));
            Assert.True(distance < written.HeightPixels * 0.8f, $"Corner {i} of '{read.Text}' is {distance} pixels off.");
        }
    }
}
