using System.Buffers.Binary;
using System.Text;

namespace Engram.Backbones.Weights;

/// <summary>Where the entries of a zip archive lie. Only entries that are stored as they are count, as torch.save writes them: an archive
/// that unpacks to more than its own size is refused before anything is unpacked.</summary>
internal static class ZipDirectory
{
    // Sizes and positions from PKWARE's APPNOTE 6.3, sections 4.3.7 (local header), 4.3.12 (entry of the directory), 4.3.14 and 4.3.15
    // (zip64) and 4.3.16 (end).
    private const uint LocalSignature = 0x04034b50;
    private const uint EntrySignature = 0x02014b50;
    private const uint EndSignature = 0x06054b50;
    private const uint Zip64EndSignature = 0x06064b50;
    private const uint Zip64LocatorSignature = 0x07064b50;
    private const int LocalBytes = 30;
    private const int EntryBytes = 46;
    private const int EndBytes = 22;
    private const int Zip64EndBytes = 56;
    private const int Zip64LocatorBytes = 20;
    private const int Zip64Extra = 1;

    /// <summary>Start and length of each entry's bytes, by name.</summary>
    /// <exception cref="WeightFileException">The archive is damaged, hostile, packed, or its directory is over the limit.</exception>
    public static Dictionary<string, (long Start, long Length)> Read(WeightBytes file, WeightFileOptions options)
    {
        var (start, length) = FindDirectory(file);
        if (length > options.MaxHeaderBytes)
            throw new WeightFileException($"Its zip directory has {length} bytes; at most {options.MaxHeaderBytes} are read.");
        ReadOnlySpan<byte> rest = file.Read(start, length);
        var entries = new Dictionary<string, (long Start, long Length)>(StringComparer.Ordinal);
        var taken = new List<(long Start, long End)>();
        while (rest.Length > 0)
        {
            var (name, header, size) = ReadEntry(ref rest);
            var data = DataStart(file, header);
            file.RequireRange(data, size);
            if (!entries.TryAdd(name, (data, size)))
                throw new WeightFileException($"It has two entries {StoredTensor.Shown(name)}.");
            taken.Add((header, data + size));
        }

        taken.Sort();
        if (taken.Zip(taken.Skip(1)).Any(pair => pair.Second.Start < pair.First.End))
            throw new WeightFileException("Entries of its zip archive overlap.");
        return entries;
    }

    private static (long Start, long Length) FindDirectory(WeightBytes file)
    {
        var tail = file.Read(Math.Max(0, file.Length - EndBytes - ushort.MaxValue), Math.Min(file.Length, EndBytes + ushort.MaxValue));
        for (var at = tail.Length - EndBytes; at >= 0; at--)
        {
            var end = tail.AsSpan(at);
            if (UInt32(end) != EndSignature || UInt16(end[20..]) != end.Length - EndBytes)
                continue;
            var locator = file.Length - tail.Length + at - Zip64LocatorBytes;
            return locator >= 0 && UInt32(file.Read(locator, Zip64LocatorBytes)) == Zip64LocatorSignature
                ? FindZip64Directory(file, (long)file.UInt64(locator + 8))
                : (UInt32(end[16..]), UInt32(end[12..]));
        }

        throw new WeightFileException("It ends early: a zip archive has its directory at its end.");
    }

    private static (long Start, long Length) FindZip64Directory(WeightBytes file, long at)
    {
        var end = file.Read(at, Zip64EndBytes).AsSpan();
        return UInt32(end) == Zip64EndSignature
            ? (Int64(end[48..]), Int64(end[40..]))
            : throw new WeightFileException("Its zip directory is damaged.");
    }

    private static (string Name, long Header, long Size) ReadEntry(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < EntryBytes || UInt32(rest) != EntrySignature)
            throw new WeightFileException("Its zip directory is damaged.");
        var entry = rest;
        var (nameBytes, extraBytes, commentBytes) = (UInt16(entry[28..]), UInt16(entry[30..]), UInt16(entry[32..]));
        if (rest.Length < EntryBytes + nameBytes + extraBytes + commentBytes)
            throw new WeightFileException("Its zip directory is damaged.");
        rest = rest[(EntryBytes + nameBytes + extraBytes + commentBytes)..];
        var name = Encoding.UTF8.GetString(entry.Slice(EntryBytes, nameBytes));
        RequireInside(name);
        var (isEncrypted, method) = ((UInt16(entry[8..]) & 1) != 0, UInt16(entry[10..]));
        if (isEncrypted || method != 0)
            throw new WeightFileException(
                $"Its entry {StoredTensor.Shown(name)} is {(isEncrypted ? "encrypted" : "packed")}; torch.save stores them as they are.");
        var extra = new Zip64Field(entry.Slice(EntryBytes + nameBytes, extraBytes));
        var size = extra.Read(UInt32(entry[24..]));
        return extra.Read(UInt32(entry[20..])) == size
            ? (name, extra.Read(UInt32(entry[42..])), size)
            : throw new WeightFileException($"Its entry {StoredTensor.Shown(name)} has two lengths.");
    }

    // Nothing is ever unpacked to a path; an archive with such a name was not written by torch.save.
    private static void RequireInside(string name)
    {
        if (name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal) || name.Split('/').Contains(".."))
            throw new WeightFileException($"Its entry {StoredTensor.Shown(name)} leads out of the archive.");
    }

    private static long DataStart(WeightBytes file, long header)
    {
        var local = file.Read(header, LocalBytes).AsSpan();
        return UInt32(local) == LocalSignature
            ? header + LocalBytes + UInt16(local[26..]) + UInt16(local[28..])
            : throw new WeightFileException("Its zip directory names an entry that is not there.");
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static long Int64(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64LittleEndian(bytes);

    /// <summary>The extra field with the sizes and positions that do not fit in 32 bits, in the order of the directory's
    /// fields.</summary>
    private ref struct Zip64Field
    {
        private ReadOnlySpan<byte> _values = [];

        public Zip64Field(ReadOnlySpan<byte> extra)
        {
            while (extra.Length >= 4 && UInt16(extra[2..]) <= extra.Length - 4)
            {
                if (UInt16(extra) == Zip64Extra)
                    _values = extra.Slice(4, UInt16(extra[2..]));
                extra = extra[(4 + UInt16(extra[2..]))..];
            }
        }

        public long Read(uint inEntry)
        {
            if (inEntry != uint.MaxValue)
                return inEntry;
            if (_values.Length < sizeof(long))
                throw new WeightFileException("Its zip directory is damaged.");
            var value = Int64(_values);
            _values = _values[sizeof(long)..];
            return value;
        }
    }
}
