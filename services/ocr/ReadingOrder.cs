using System.Numerics;

namespace Engram.Ocr;

/// <summary>Sorts lines of text into reading order: rows from the top, each from the left.</summary>
internal static class ReadingOrder
{
    private const float Quarter = MathF.PI / 2;

    // Lines are in one row if their centers differ by at most this share of the first line's height.
    private const float RowTolerance = 0.5f;

    /// <summary>Sorts lines whose boxes have the first axis in reading direction.</summary>
    public static List<T> Sort<T>(IReadOnlyCollection<T> lines, Func<T, RotatedRectangle> boxOf)
    {
        if (lines.Count == 0)
            return [];
        var page = new RotatedRectangle(Vector2.Zero, 0, 0, Tilt([.. lines.Select(boxOf)]));
        var fromTheTop = lines
            .Select(line => (Line: line, Box: boxOf(line)))
            .Select(it => (it.Line, Left: LeftEnd(it.Box, page), Middle: Vector2.Dot(it.Box.Center, page.Down), it.Box.Height))
            .OrderBy(it => it.Middle)
            .ToList();
        var sorted = new List<T>(lines.Count);
        for (int first = 0, next; first < fromTheTop.Count; first = next)
        {
            var rowEnd = fromTheTop[first].Middle + (fromTheTop[first].Height * RowTolerance);
            next = fromTheTop.FindIndex(first, it => it.Middle > rowEnd);
            next = next < 0 ? fromTheTop.Count : next;
            sorted.AddRange(fromTheTop[first..next].OrderBy(it => it.Left).Select(it => it.Line));
        }

        return sorted;
    }

    /// <summary>Angle of the page: the mean direction of the lines that share the most common quarter turn.</summary>
    private static float Tilt(RotatedRectangle[] boxes)
    {
        var most = boxes.GroupBy(Quarters).MaxBy(turned => turned.Sum(box => box.Width))!;
        return (most.Key * Quarter) + most.Average(box => MathF.IEEERemainder(box.Angle - (most.Key * Quarter), 4 * Quarter));
    }

    private static int Quarters(RotatedRectangle box) => ((int)MathF.Round(box.Angle / Quarter) + 4) % 4;

    private static float LeftEnd(RotatedRectangle box, RotatedRectangle page)
    {
        var reach = (Math.Abs(Vector2.Dot(box.Across, page.Across)) * box.Width)
            + (Math.Abs(Vector2.Dot(box.Down, page.Across)) * box.Height);
        return Vector2.Dot(box.Center, page.Across) - (reach / 2);
    }
}
