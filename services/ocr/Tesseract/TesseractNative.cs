using System.Runtime.InteropServices;

namespace Engram.Ocr.Tesseract;

/// <summary>The functions of Tesseract's C API (capi.h) that this service calls.</summary>
internal static unsafe partial class TesseractNative
{
    public const string Library = "libtesseract.so.5";

    /// <summary>Above every severity of Leptonica's messages (environ.h, L_SEVERITY_NONE).</summary>
    public const int NoMessages = 6;

    [LibraryImport(Library, EntryPoint = "TessVersion")]
    public static partial byte* Version();

    [LibraryImport(Library, EntryPoint = "TessBaseAPICreate")]
    public static partial nint Create();

    [LibraryImport(Library, EntryPoint = "TessBaseAPIDelete")]
    public static partial void Delete(nint engine);

    [LibraryImport(Library, EntryPoint = "TessBaseAPIInit2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Init(TesseractHandle engine, string dataDirectory, string language, int engineMode);

    [LibraryImport(Library, EntryPoint = "TessBaseAPISetVariable", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetVariable(TesseractHandle engine, string name, string value);

    [LibraryImport(Library, EntryPoint = "TessBaseAPISetPageSegMode")]
    public static partial void SetPageSegmentation(TesseractHandle engine, int mode);

    [LibraryImport(Library, EntryPoint = "TessBaseAPISetImage")]
    public static partial void SetImage(TesseractHandle engine, byte* pixels, int width, int height, int bytesPerPixel, int bytesPerRow);

    [LibraryImport(Library, EntryPoint = "TessBaseAPISetSourceResolution")]
    public static partial void SetResolution(TesseractHandle engine, int dotsPerInch);

    [LibraryImport(Library, EntryPoint = "TessBaseAPIRecognize")]
    public static partial int Recognize(TesseractHandle engine, nint monitor);

    [LibraryImport(Library, EntryPoint = "TessMonitorCreate")]
    public static partial nint CreateMonitor();

    /// <summary>Sets the cancellation callback: a function of an argument and the number of words read, which returns a C bool.</summary>
    [LibraryImport(Library, EntryPoint = "TessMonitorSetCancelFunc")]
    public static partial void SetCancel(nint monitor, delegate* unmanaged[Cdecl]<nint, int, byte> cancel);

    [LibraryImport(Library, EntryPoint = "TessMonitorSetCancelThis")]
    public static partial void SetCancelArgument(nint monitor, nint argument);

    [LibraryImport(Library, EntryPoint = "TessMonitorDelete")]
    public static partial void DeleteMonitor(nint monitor);

    [LibraryImport(Library, EntryPoint = "TessBaseAPIClear")]
    public static partial void Clear(TesseractHandle engine);

    [LibraryImport(Library, EntryPoint = "TessBaseAPIGetIterator")]
    public static partial nint Iterator(TesseractHandle engine);

    [LibraryImport(Library, EntryPoint = "TessResultIteratorDelete")]
    public static partial void DeleteIterator(nint iterator);

    [LibraryImport(Library, EntryPoint = "TessResultIteratorNext")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool Next(nint iterator, int level);

    [LibraryImport(Library, EntryPoint = "TessResultIteratorGetUTF8Text")]
    public static partial byte* Text(nint iterator, int level);

    [LibraryImport(Library, EntryPoint = "TessDeleteText")]
    public static partial void DeleteText(byte* text);

    [LibraryImport(Library, EntryPoint = "TessResultIteratorConfidence")]
    public static partial float Confidence(nint iterator, int level);

    /// <summary>The page iterator inside a result iterator, which owns it.</summary>
    [LibraryImport(Library, EntryPoint = "TessResultIteratorGetPageIterator")]
    public static partial nint PageIterator(nint iterator);

    [LibraryImport(Library, EntryPoint = "TessPageIteratorIsAtBeginningOf")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool IsAtBeginningOf(nint pageIterator, int level);

    [LibraryImport(Library, EntryPoint = "TessPageIteratorBoundingBox")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool BoundingBox(nint pageIterator, int level, out int left, out int top, out int right, out int bottom);

    /// <summary>Sets the lowest severity of messages that Leptonica, Tesseract's image library, prints to standard error; returns the
    /// previous one.</summary>
    [LibraryImport("liblept.so.5", EntryPoint = "setMsgSeverity")]
    public static partial int SetLeptonicaSeverity(int least);

    /// <summary>Sets the number of threads in parallel regions that the calling thread starts. Tesseract is built with OpenMP, and other
    /// libraries in this process may be too.</summary>
    [LibraryImport("libgomp.so.1", EntryPoint = "omp_set_num_threads")]
    public static partial void SetOpenMpThreads(int threads);
}
