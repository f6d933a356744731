using System.Runtime.InteropServices;

namespace Engram.Imaging.Libvips;

/// <summary>A picture inside libvips: mostly a plan, whose pixels are computed when they are asked for.</summary>
internal sealed unsafe class VipsImage : SafeHandle
{
    public VipsImage(nint image)
        : base(0, ownsHandle: true) => SetHandle(image);

    public override bool IsInvalid => handle == 0;

    /// <summary>Pixels a row, before any turning.</summary>
    public int Width => VipsNative.Width(this);

    /// <summary>Rows, before any turning.</summary>
    public int Height => VipsNative.Height(this);

    /// <summary>Frames of the file it was loaded from.</summary>
    public int Frames => VipsNative.Pages(this);

    public bool HasAlpha => VipsNative.HasAlpha(this);

    /// <summary>EXIF orientations 5 to 8 exchange width and height.</summary>
    public bool TurnsOnItsSide => VipsNative.Orientation(this) is >= 5 and <= 8;

    /// <summary>Computes all pixels, [height, width, bands] row-major.</summary>
    public byte[] ToArray()
    {
        var memory = VipsNative.WriteToMemory(this, out var bytes);
        if (memory is null)
            throw new VipsException(VipsLibrary.TakeErrors());
        try
        {
            return new ReadOnlySpan<byte>(memory, checked((int)bytes)).ToArray();
        }
        finally
        {
            VipsNative.Free(memory);
        }
    }

    protected override bool ReleaseHandle()
    {
        VipsNative.Unref(handle);
        return true;
    }
}
