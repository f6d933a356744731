namespace Engram.Imaging.Tests;

/// <summary>Writes 1 x 1 GIFs (version 89a) for tests, with one frame per color index.</summary>
internal static class GifWriter
{
    /// <summary>Frames of one pixel each, in the colors red (0), green (1), blue (2) and white (3).</summary>
    public static byte[] Write(params int[] frames)
    {
        using var file = new MemoryStream();
        file.Write([.. "GIF89a"u8, 1, 0, 1, 0, 0x81, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]);
        foreach (var colour in frames)
        {
            // LZW with codes of three bits: clear (4), the color, end (5).
            var codes = 4 | (colour << 3) | (5 << 6);
            file.Write([0x21, 0xF9, 4, 0, 10, 0, 0, 0]);
            file.Write([0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, (byte)codes, (byte)(codes >> 8), 0]);
        }

        file.WriteByte((byte)';');
        return file.ToArray();
    }
}
