using System.Runtime.InteropServices;

namespace Engram.Imaging.Libvips;

/// <summary>GObject's typed value: 24 bytes, of which only GObject reads the last 16.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GValue
{
    /// <summary>G_TYPE_INT. GObject turns it into whatever enumeration a property has.</summary>
    public const nuint IntType = 6 << 2;

    /// <summary>G_TYPE_STRING.</summary>
    public const nuint StringType = 16 << 2;

    private readonly nuint _type;
    private readonly long _first;
    private readonly long _second;
}
