using System.Buffers.Binary;

namespace Engram.Imaging.Tests.Bombs;

/// <summary>Assembles files. Numbers are big-endian, as in most picture formats.</summary>
internal static class Bytes
{
    public static byte[] Two(int value) => [(byte)(value >> 8), (byte)value];

    public static byte[] Four(long value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)value);
        return bytes;
    }

    public static byte[] Repeat(byte[] bytes, int times)
    {
        var all = new byte[bytes.Length * times];
        for (var i = 0; i < times; i++)
            bytes.CopyTo(all, i * bytes.Length);
        return all;
    }

    public static byte[] Join(IEnumerable<byte[]> parts)
    {
        using var all = new MemoryStream();
        foreach (var part in parts)
            all.Write(part);
        return all.ToArray();
    }
}
