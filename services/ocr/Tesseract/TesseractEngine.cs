using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engram.Imaging;

namespace Engram.Ocr.Tesseract;

/// <summary>One Tesseract engine with the model of a language loaded. Not thread-safe.</summary>
internal sealed unsafe class TesseractEngine : IDisposable
{
    private const int LstmOnly = 1;

    // Pictures have no true resolution; without one, Tesseract guesses and prints that to standard error.
    private const int DotsPerInch = 100;

    private const int LineLevel = 2;
    private const int WordLevel = 3;

    private readonly TesseractHandle _handle;

    /// <exception cref="EngineException">The library or its model is missing.</exception>
    public TesseractEngine(string dataDirectory, string language, PageLayout layout)
    {
        try
        {
            // Suppresses messages about boxes outside the picture: they are not our errors and do not say which picture.
            _ = TesseractNative.SetLeptonicaSeverity(TesseractNative.NoMessages);
            _handle = new TesseractHandle();
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new EngineException(
                $"Tesseract ({TesseractNative.Library}) can't be loaded. Install it (Debian: apt-get install libtesseract5), or set " +
                $"{OcrOptions.SectionName}__{nameof(OcrOptions.Engine)}={nameof(OcrEngine.Paddle)}.", e);
        }

        var model = TesseractLanguages.ModelFile(dataDirectory, language);
        if (!File.Exists(model))
        {
            throw new EngineException(
                $"Tesseract's model {model} is not there. Install it (Debian: apt-get install tesseract-ocr-{language}), or set " +
                $"{OcrOptions.SectionName}__{nameof(OcrOptions.TesseractDataDirectory)} to its folder.");
        }

        TesseractNative.SetVariable(_handle, "debug_file", "/dev/null");
        if (TesseractNative.Init(_handle, dataDirectory, language, LstmOnly) != 0)
            throw new EngineException($"Tesseract can't load its model {model}: the file is damaged or of another version.");
        TesseractNative.SetPageSegmentation(_handle, (int)layout);
    }

    /// <summary>Version of the library, for example 5.3.0.</summary>
    public static string Version => Marshal.PtrToStringUTF8((nint)TesseractNative.Version())!;

    /// <summary>Reads all words, line by line, or returns null if time runs out first.</summary>
    public List<TesseractWord>? TryRead(RgbPicture picture, ReadingTime time)
    {
        TesseractNative.SetOpenMpThreads(1);
        var monitor = TesseractNative.CreateMonitor();
        TesseractNative.SetCancel(monitor, &IsOver);
        TesseractNative.SetCancelArgument(monitor, (nint)time.End.Ticks);
        fixed (byte* pixels = picture.Pixels)
        {
            TesseractNative.SetImage(
                _handle, pixels, picture.Width, picture.Height, RgbPicture.Channels, picture.Width * RgbPicture.Channels);
            TesseractNative.SetResolution(_handle, DotsPerInch);
            try
            {
                return TesseractNative.Recognize(_handle, monitor) == 0 ? ReadWords() : null;
            }
            finally
            {
                TesseractNative.Clear(_handle);
                TesseractNative.DeleteMonitor(monitor);
            }
        }
    }

    public void Dispose() => _handle.Dispose();

    /// <summary>Tesseract calls this before each word, on the reading thread.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte IsOver(nint endTicks, int words) => ReadingTime.IsPast(new TimeSpan(endTicks)) ? (byte)1 : (byte)0;

    private List<TesseractWord> ReadWords()
    {
        var words = new List<TesseractWord>();
        var iterator = TesseractNative.Iterator(_handle);
        if (iterator == 0)
            return words;
        try
        {
            var page = TesseractNative.PageIterator(iterator);
            do
            {
                if (TesseractNative.BoundingBox(page, WordLevel, out var left, out var top, out var right, out var bottom))
                {
                    var confidence = TesseractNative.Confidence(iterator, WordLevel) / 100;
                    words.Add(
                        new(TesseractNative.IsAtBeginningOf(page, LineLevel), ReadText(iterator), confidence, left, top, right, bottom));
                }
            }
            while (TesseractNative.Next(iterator, WordLevel));
            return words;
        }
        finally
        {
            TesseractNative.DeleteIterator(iterator);
        }
    }

    private static string ReadText(nint iterator)
    {
        var text = TesseractNative.Text(iterator, WordLevel);
        try
        {
            return Marshal.PtrToStringUTF8((nint)text)?.Trim() ?? "";
        }
        finally
        {
            TesseractNative.DeleteText(text);
        }
    }
}
