namespace Engram.Imaging.Libvips;

/// <summary>A picture file in pinned memory.</summary>
internal readonly unsafe ref struct PictureFile(byte* start, int length)
{
    public byte* Start { get; } = start;

    public int Length { get; } = length;

    public ReadOnlySpan<byte> Bytes => new(Start, Length);

    /// <summary>Reads the header; pixels follow when they are asked for. The first frame of an animation.</summary>
    public VipsImage Load(PictureFormat format, int shrinkOnLoad)
    {
        var loader = new VipsOperation(LoaderOf(format))
            .Set("buffer", this).Set("access", (int)VipsAccess.Sequential).Set("fail-on", (int)VipsFailOn.Truncated);
        if (shrinkOnLoad > 1)
            loader.Set("shrink", shrinkOnLoad);
        return loader.Run();
    }

    private static string LoaderOf(PictureFormat format) => format switch
    {
        PictureFormat.Jpeg => "jpegload_buffer",
        PictureFormat.Png => "pngload_buffer",
        PictureFormat.Gif => "gifload_buffer",
        PictureFormat.WebP => "webpload_buffer",
        PictureFormat.Avif => "heifload_buffer",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };
}
