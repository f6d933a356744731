namespace Engram.Imaging.Tests.Bombs;

/// <summary>Every hostile picture; the same seed makes the same.</summary>
internal static class HostilePictures
{
    public static IEnumerable<HostilePicture> Create(int seed) =>
    [
        .. JpegBombs.All(), .. PngBombs.All(), .. GifBombs.All(), .. WebPBombs.All(), .. AvifBombs.All(), .. Disguises.All(),
        .. Mutations.Create(seed),
    ];
}
