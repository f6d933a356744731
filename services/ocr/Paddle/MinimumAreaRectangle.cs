using System.Numerics;

namespace Engram.Ocr.Paddle;

/// <summary>The smallest rectangle, at any angle, around a set of points.</summary>
internal static class MinimumAreaRectangle
{
    /// <summary>Returns the rectangle with its first axis within 45 degrees of the horizontal. One of its sides lies on a side of the
    /// convex hull (Freeman and Shapira 1975), so it suffices to try each of those.</summary>
    public static RotatedRectangle Around(IReadOnlyList<Vector2> points)
    {
        var hull = ConvexHull(points);
        if (hull.Count == 1)
            return new RotatedRectangle(hull[0], 0, 0, 0);
        var best = default(RotatedRectangle);
        var smallest = float.PositiveInfinity;
        for (var i = 0; i < hull.Count; i++)
        {
            var side = Vector2.Normalize(hull[(i + 1) % hull.Count] - hull[i]);
            var candidate = Along(side, hull);
            if (candidate.Width * candidate.Height >= smallest)
                continue;
            smallest = candidate.Width * candidate.Height;
            best = candidate;
        }

        return best.Upright();
    }

    private static RotatedRectangle Along(Vector2 across, List<Vector2> hull)
    {
        var down = new Vector2(-across.Y, across.X);
        var (left, right) = (hull.Min(p => Vector2.Dot(p, across)), hull.Max(p => Vector2.Dot(p, across)));
        var (top, bottom) = (hull.Min(p => Vector2.Dot(p, down)), hull.Max(p => Vector2.Dot(p, down)));
        var center = (across * ((left + right) / 2)) + (down * ((top + bottom) / 2));
        return new RotatedRectangle(center, right - left, bottom - top, MathF.Atan2(across.Y, across.X));
    }

    /// <summary>Corners of the convex hull, without repeats, by Andrew's monotone chain (1979).</summary>
    private static List<Vector2> ConvexHull(IReadOnlyList<Vector2> points)
    {
        var sorted = points.Distinct().OrderBy(p => p.X).ThenBy(p => p.Y).ToList();
        if (sorted.Count < 3)
            return sorted;
        var hull = Chain(sorted);
        sorted.Reverse();
        hull.AddRange(Chain(sorted));
        return hull;
    }

    private static List<Vector2> Chain(List<Vector2> sorted)
    {
        var chain = new List<Vector2>();
        foreach (var point in sorted)
        {
            while (chain.Count >= 2 && Cross(chain[^1] - chain[^2], point - chain[^2]) <= 0)
                chain.RemoveAt(chain.Count - 1);
            chain.Add(point);
        }

        // The other chain starts with this one's end.
        chain.RemoveAt(chain.Count - 1);
        return chain;
    }

    private static float Cross(Vector2 a, Vector2 b) => (a.X * b.Y) - (a.Y * b.X);
}
