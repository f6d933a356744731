using System.Numerics;

namespace Engram.Ocr.Paddle;

/// <summary>Turns the detector's probability map into boxes (Liao et al. 2020, section 3.4), with PaddleOCR's constants for PP-OCRv4.</summary>
internal static class TextMap
{
    private const float CellThreshold = 0.3f;
    private const float LineThreshold = 0.6f;

    // Smaller spots are noise.
    private const int MinCells = 12;
    private const float MinThicknessPixels = 3;

    // The network learns lines shrunk towards their middle; this gives back what it was taught to leave out (r' of the paper).
    private const float UnclipRatio = 1.6f;

    /// <summary>Finds connected cells above the threshold and draws a box around each group.</summary>
    /// <param name="map">[height, width] probability of text.</param>
    /// <param name="width">Cells a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pixelsPerCell">Size of a cell in the picture.</param>
    public static List<RotatedRectangle> FindLines(ReadOnlySpan<float> map, int width, int height, Vector2 pixelsPerCell)
    {
        var lines = new List<RotatedRectangle>();
        var seen = new bool[map.Length];
        var open = new Stack<int>();
        for (var start = 0; start < map.Length; start++)
        {
            if (seen[start] || map[start] <= CellThreshold)
                continue;
            seen[start] = true;
            open.Push(start);
            var (cells, sum, outline) = (0, 0.0, new List<Vector2>());
            while (open.TryPop(out var cell))
            {
                var (x, y) = (cell % width, cell / width);
                cells++;
                sum += map[cell];
                if (SpreadFrom(x, y, map, width, height, seen, open))
                    outline.Add(new Vector2(x, y) * pixelsPerCell);
            }

            if (cells >= MinCells && sum / cells >= LineThreshold && BoxAround(outline, pixelsPerCell) is { } box)
                lines.Add(box);
        }

        return lines;
    }

    /// <summary>Opens the text cells around one cell; returns whether it lies on the outline, beside a cell without text or the map's edge.</summary>
    private static bool SpreadFrom(int x, int y, ReadOnlySpan<float> map, int width, int height, bool[] seen, Stack<int> open)
    {
        var outline = false;
        for (var nextY = y - 1; nextY <= y + 1; nextY++)
        {
            for (var nextX = x - 1; nextX <= x + 1; nextX++)
            {
                var next = (nextY * width) + nextX;
                if (nextX < 0 || nextX >= width || nextY < 0 || nextY >= height || map[next] <= CellThreshold)
                {
                    outline = true;
                }
                else if (!seen[next])
                {
                    seen[next] = true;
                    open.Push(next);
                }
            }
        }

        return outline;
    }

    private static RotatedRectangle? BoxAround(List<Vector2> outline, Vector2 pixelsPerCell)
    {
        var box = MinimumAreaRectangle.Around(outline);
        // The outline runs through the middles of cells, whose outer halves belong to the line too.
        box = box with { Width = box.Width + pixelsPerCell.X, Height = box.Height + pixelsPerCell.Y };
        if (Math.Min(box.Width, box.Height) < MinThicknessPixels)
            return null;
        var (area, perimeter) = (box.Width * box.Height, 2 * (box.Width + box.Height));
        return box.Grown(area * UnclipRatio / perimeter);
    }
}
