namespace Engram.Imaging.Tests.Bombs;

/// <summary>All hostile pictures. The same seed gives the same files.</summary>
internal static class HostilePictures
{
    public static IEnumerable<HostilePicture> Create(int seed) =>
    [
        .. JpegBombs.All(), .. PngBombs.All(), .. GifBombs.All(), .. WebPBombs.All(), .. AvifBombs.All(), .. Disguises.All(),
        .. Mutations.Create(seed),
    ];
}
