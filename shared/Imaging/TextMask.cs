namespace Engram.Imaging;

/// <summary>A line of text rendered as ink coverage per pixel.</summary>
public sealed class TextMask
{
    internal TextMask(int width, int height, byte[] coverage) => (Width, Height, Coverage) = (width, height, coverage);

    public int Width { get; }

    public int Height { get; }

    /// <summary>[Height, Width] row-major: 0 for no ink, 255 for full ink.</summary>
    public ReadOnlyMemory<byte> Coverage { get; }
}
