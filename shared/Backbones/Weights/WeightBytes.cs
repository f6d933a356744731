using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Engram.Backbones.Weights;

/// <summary>A file of weights as bytes. Only what is asked for is read, and nothing beyond its end.</summary>
internal sealed class WeightBytes : IDisposable
{
    private readonly SafeFileHandle _handle;

    private WeightBytes(SafeFileHandle handle, long length) => (_handle, Length) = (handle, length);

    public long Length { get; }

    /// <exception cref="WeightFileException">The file is empty or over the limit.</exception>
    public static WeightBytes Open(string path, long maxBytes)
    {
        FileSystemInfo info = new FileInfo(path);
        // A pipe or a device has no length either, and opening it could wait for ever.
        var length = ((FileInfo)(info.ResolveLinkTarget(returnFinalTarget: true) ?? info)).Length;
        if (length == 0)
            throw new WeightFileException("It is empty.");
        if (length > maxBytes)
            throw new WeightFileException($"It has {length} bytes; at most {maxBytes} are read.");
        return new WeightBytes(File.OpenHandle(path), length);
    }

    /// <summary>Reads a range.</summary>
    /// <exception cref="WeightFileException">The file ends before the range does.</exception>
    public byte[] Read(long start, long count)
    {
        RequireRange(start, count);
        var bytes = new byte[checked((int)count)];
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(_handle, bytes.AsSpan(done), start + done);
            if (read == 0)
                throw new WeightFileException("It became shorter while it was read.");
            done += read;
        }

        return bytes;
    }

    public ulong UInt64(long at) => BinaryPrimitives.ReadUInt64LittleEndian(Read(at, sizeof(ulong)));

    /// <exception cref="WeightFileException">The file ends before the range does.</exception>
    public void RequireRange(long start, long count)
    {
        if (start < 0 || count < 0 || start > Length || count > Length - start)
            throw new WeightFileException($"It ends early: it has {Length} bytes, and names {count} from byte {start} on.");
    }

    public void Dispose() => _handle.Dispose();
}
