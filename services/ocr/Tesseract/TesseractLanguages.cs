using System.Runtime.InteropServices;

namespace Engram.Ocr.Tesseract;

/// <summary>The languages of the second reader.</summary>
internal static class TesseractLanguages
{
    public const string English = "eng";

    /// <summary>Option: all languages with a model in the folder.</summary>
    public const string Installed = "installed";

    /// <summary>Option: no second reader.</summary>
    public const string None = "none";

    private const string ModelEnding = ".traineddata";

    // Models for page orientation, formulas and strokes rather than languages.
    private static readonly string[] NoLanguages = ["osd", "equ", "snum"];

    /// <summary>English first, because most doubtful lines are English; empty if only English could be read.</summary>
    public static IReadOnlyList<string> Choose(OcrOptions options)
    {
        IEnumerable<string> languages = options.SecondReaderLanguages switch
        {
            None => [],
            Installed => FindInstalled(options.TesseractDataDirectory),
            var named => named.Split('+', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        };
        string[] chosen = [.. languages.OrderBy(language => language != English).ThenBy(language => language, StringComparer.Ordinal)];
        return chosen is [English] ? [] : chosen;
    }

    public static string ModelFile(string directory, string language) => Path.Combine(directory, language + ModelEnding);

    /// <summary>The languages that <c>tesseract --list-langs</c> prints.</summary>
    private static IEnumerable<string> FindInstalled(string directory) =>
        !Directory.Exists(directory) || !NativeLibrary.TryLoad(TesseractNative.Library, out _)
            ? []
            : Directory.EnumerateFiles(directory, "*" + ModelEnding, SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(directory, file)[..^ModelEnding.Length])
                .Except(NoLanguages);
}
