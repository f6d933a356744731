using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Engram.Lab.Vision;

/// <summary>Writes an array as NumPy's .npy, format version 1.0.</summary>
internal static class NpyFile
{
    private const int Alignment = 64;

    /// <summary>Writes float32 values, row-major [rows, columns].</summary>
    public static void Write(string path, ReadOnlySpan<float> values, int rows, int columns)
    {
        if (values.Length != rows * columns)
            throw new ArgumentException($"Expected [{rows}, {columns}] values, got {values.Length}.", nameof(values));
        var header = string.Create(
            CultureInfo.InvariantCulture, $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}");
        ReadOnlySpan<byte> magic = [0x93, .. "NUMPY"u8, 1, 0];
        // The data begins at a multiple of the alignment, and a line feed ends the header.
        var start = (magic.Length + sizeof(ushort) + header.Length + 1 + Alignment - 1) / Alignment * Alignment;
        var length = start - magic.Length - sizeof(ushort);
        Span<byte> lengthBytes = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(lengthBytes, (ushort)length);
        using var file = File.Create(path);
        file.Write(magic);
        file.Write(lengthBytes);
        file.Write(Encoding.ASCII.GetBytes(header.PadRight(length - 1) + "\n"));
        file.Write(MemoryMarshal.AsBytes(values));
    }
}
