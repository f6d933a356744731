namespace Engram.Ocr.Paddle;

/// <summary>A section of a map's side that the detector computes at once. Neighbors overlap, and each keeps its cells up to the middle of
/// the overlap.</summary>
/// <param name="Start">First cell computed.</param>
/// <param name="Length">Cells computed.</param>
/// <param name="KeptStart">First cell kept.</param>
/// <param name="KeptEnd">First cell after those kept.</param>
internal readonly record struct Tile(int Start, int Length, int KeptStart, int KeptEnd)
{
    /// <summary>Most cells of a tile: a multiple of 32, because the network halves its input five times.</summary>
    public const int MaxLength = 960;

    // Half of it lies on each side of a seam, so that kept cells were computed with their surroundings.
    private const int MinOverlap = 128;

    /// <summary>Its start and end as shares of a side with this many cells.</summary>
    public (float Start, float End) ShareOf(int cells) => ((float)Start / cells, (float)(Start + Length) / cells);

    /// <summary>The tiles along a side with this many cells.</summary>
    public static Tile[] Cover(int length)
    {
        if (length <= MaxLength)
            return [new Tile(0, length, 0, length)];
        const int step = MaxLength - MinOverlap;
        var last = (length - MaxLength + step - 1) / step;
        return [.. Enumerable.Range(0, last + 1)
            .Select(i => new Tile(First(i), MaxLength, i == 0 ? 0 : Seam(i), i == last ? length : Seam(i + 1)))];

        int First(int i) => (int)((long)(length - MaxLength) * i / last);

        // Between tile i - 1 and tile i.
        int Seam(int i) => (First(i) + First(i - 1) + MaxLength) / 2;
    }
}
