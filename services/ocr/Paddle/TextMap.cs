using System.Numerics;
using System.Numerics.Tensors;

namespace Engram.Ocr.Paddle;

/// <summary>The detector's probability map. It is turned into boxes (Liao et al. 2020, section 3.4) with PaddleOCR's constants.</summary>
/// <param name="Cells">[Height, Width] probability of text.</param>
/// <param name="Width">Cells per row.</param>
/// <param name="Height">Rows.</param>
/// <param name="PixelsPerCell">Size of a cell in the picture.</param>
internal sealed record TextMap(float[] Cells, int Width, int Height, Vector2 PixelsPerCell)
{
    private const float CellThreshold = 0.3f;
    private const float LineThreshold = 0.6f;

    // Text too small to be found still raises some cell above this; without any text all are at 0.
    private const float TraceThreshold = 0.01f;

    // Smaller spots are noise.
    private const int MinCells = 12;
    private const float MinThicknessPixels = 3;

    // The network learns lines shrunk toward their center; this restores the margin (r' in the paper).
    private const float UnclipRatio = 1.6f;

    /// <summary>Whether there may be text in a part of the map, given as shares of its sides.</summary>
    public bool MayHoldText((float Start, float End) across, (float Start, float End) down)
    {
        var (left, right) = ((int)(across.Start * Width), Math.Min(Width, (int)MathF.Ceiling(across.End * Width)));
        var (top, bottom) = ((int)(down.Start * Height), Math.Min(Height, (int)MathF.Ceiling(down.End * Height)));
        for (var y = top; y < bottom; y++)
        {
            if (TensorPrimitives.Max<float>(Cells.AsSpan((y * Width) + left, right - left)) > TraceThreshold)
                return true;
        }

        return false;
    }

    /// <summary>Groups connected cells above the threshold and draws a box around each group.</summary>
    public List<RotatedRectangle> FindLines()
    {
        var lines = new List<RotatedRectangle>();
        var seen = new bool[Cells.Length];
        var open = new Stack<int>();
        for (var start = 0; start < Cells.Length; start++)
        {
            if (seen[start] || Cells[start] <= CellThreshold)
                continue;
            seen[start] = true;
            open.Push(start);
            var (cells, sum, outline) = (0, 0.0, new List<Vector2>());
            while (open.TryPop(out var cell))
            {
                var (x, y) = (cell % Width, cell / Width);
                cells++;
                sum += Cells[cell];
                if (SpreadFrom(x, y, seen, open))
                    outline.Add(new Vector2(x, y) * PixelsPerCell);
            }

            if (cells >= MinCells && sum / cells >= LineThreshold && BoxAround(outline) is { } box)
                lines.Add(box);
        }

        return lines;
    }

    /// <summary>Pushes the text cells around a cell. Returns whether the cell is on the outline: next to a cell without text or to the
    /// map's edge.</summary>
    private bool SpreadFrom(int x, int y, bool[] seen, Stack<int> open)
    {
        var outline = false;
        for (var nextY = y - 1; nextY <= y + 1; nextY++)
        {
            for (var nextX = x - 1; nextX <= x + 1; nextX++)
            {
                var next = (nextY * Width) + nextX;
                if (nextX < 0 || nextX >= Width || nextY < 0 || nextY >= Height || Cells[next] <= CellThreshold)
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

    private RotatedRectangle? BoxAround(List<Vector2> outline)
    {
        var box = MinimumAreaRectangle.Around(outline);
        // The outline runs through the centers of cells, whose outer halves belong to the line too.
        box = box with { Width = box.Width + PixelsPerCell.X, Height = box.Height + PixelsPerCell.Y };
        if (Math.Min(box.Width, box.Height) < MinThicknessPixels)
            return null;
        var (area, perimeter) = (box.Width * box.Height, 2 * (box.Width + box.Height));
        return box.Grown(area * UnclipRatio / perimeter);
    }
}
