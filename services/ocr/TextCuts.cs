using System.Globalization;
using Engram.Contracts.Images;

namespace Engram.Ocr;

/// <summary>Descriptions of the limits that cut off text.</summary>
internal static class TextCuts
{
    public static TextCut TooManyBoxes(int found, int limit) =>
        Of("too-many-boxes", $"{found} places look like text; the largest {limit} were read", nameof(OcrOptions.MaxBoxes));

    public static TextCut TooManyLines(int read, int limit) =>
        Of("too-many-lines", $"{read} lines were read; the first {limit} are passed on", nameof(OcrOptions.MaxLines));

    public static TextCut TooManyCharacters(int read, int limit) =>
        Of("too-many-characters", $"{read} characters were read; the first {limit} are passed on", nameof(OcrOptions.MaxCharacters));

    public static TextCut TooSmall(int width, int height) =>
        Of("too-small", $"The picture was shrunk to {width} x {height}: small text may be lost", nameof(OcrOptions.MaxPicturePixels));

    public static TextCut TooSlow(int read, TimeSpan limit) =>
        Of("too-slow", $"The time of {limit.TotalSeconds} s was over when {read} places were read", nameof(OcrOptions.MaxReadingTime));

    private static TextCut Of(string code, FormattableString what, string option) =>
        new() { Code = code, Reason = $"{what.ToString(CultureInfo.InvariantCulture)} ({OcrOptions.SectionName}__{option})." };
}
