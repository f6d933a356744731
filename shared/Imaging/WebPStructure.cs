using System.Buffers.Binary;

namespace Engram.Imaging;

/// <summary>Walks a WebP's chunks (RFC 9649, section 2) up to its first frame.</summary>
internal static class WebPStructure
{
    private const int FileHeadBytes = 12, HeadBytes = 8, FrameHeadBytes = 16;

    /// <summary>Whether the first frame is lossless; true also when no frame is found.</summary>
    public static bool IsLossless(ReadOnlySpan<byte> file)
    {
        file = file[FileHeadBytes..];
        while (file.Length >= HeadBytes)
        {
            var type = file[..4];
            var bytes = (HeadBytes + (long)BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + 1) & ~1L;
            if (type.SequenceEqual("VP8 "u8))
                return false;
            if (type.SequenceEqual("VP8L"u8) || bytes > file.Length)
                return true;
            // An animation frame contains chunks of its own.
            file = file[(int)(type.SequenceEqual("ANMF"u8) ? Math.Min(HeadBytes + FrameHeadBytes, bytes) : bytes)..];
        }

        return true;
    }
}
