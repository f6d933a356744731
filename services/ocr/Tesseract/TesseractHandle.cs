using System.Runtime.InteropServices;

namespace Engram.Ocr.Tesseract;

/// <summary>Handle of one Tesseract engine. Not thread-safe.</summary>
internal sealed class TesseractHandle : SafeHandle
{
    public TesseractHandle()
        : base(0, ownsHandle: true) => SetHandle(TesseractNative.Create());

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        TesseractNative.Delete(handle);
        return true;
    }
}
