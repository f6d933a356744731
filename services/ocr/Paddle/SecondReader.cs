using Engram.Imaging;
using Engram.Ocr.Tesseract;

namespace Engram.Ocr.Paddle;

/// <summary>Uses Tesseract to read single lines that PP-OCR doubts, in one language after another until a reading is confident.</summary>
/// <param name="options">The folder of Tesseract's models, and its limits.</param>
/// <param name="languages">Names of the models.</param>
/// <param name="knownLetters">The letters that PP-OCR can read. A line without other letters stays with PP-OCR, which reads it better even
/// in doubt.</param>
internal sealed class SecondReader(OcrOptions options, IReadOnlyList<string> languages, IReadOnlySet<char> knownLetters) : IDisposable
{
    private readonly List<TesseractEngines> _engines =
        [.. languages.Select(language => new TesseractEngines(options, language, PageLayout.SingleLine))];

    /// <summary>Returns the line, or null if it has no letter that PP-OCR lacks, or no language reads it confidently.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="box">The box of the line, first axis along the text.</param>
    /// <param name="language">Index of the language to try first. Set to the one that succeeded: the next line is probably in it
    /// too.</param>
    /// <param name="time">The time left for the picture.</param>
    public ReadLine? Read(RgbPicture picture, RotatedRectangle box, ref int language, ReadingTime time)
    {
        var image = LineImage.Cut(picture, box).ToPicture();
        for (var i = 0; i < _engines.Count && time.AllowsMore(); i++)
        {
            var tried = (language + i) % _engines.Count;
            if (ReadBy(_engines[tried], image, box, time) is { } line && line.Confidence >= options.MinSecondReaderConfidence)
            {
                language = tried;
                return HoldsUnknownLetter(line.Text) ? line : null;
            }
        }

        return null;
    }

    public void Dispose() => _engines.ForEach(engines => engines.Dispose());

    private bool HoldsUnknownLetter(string text) => text.Any(letter => char.IsLetter(letter) && !knownLetters.Contains(letter));

    private static ReadLine? ReadBy(TesseractEngines engines, RgbPicture image, RotatedRectangle box, ReadingTime time) =>
        engines.TryRead(image, time)?.Where(word => word.Text.Length > 0).ToList() is { Count: > 0 } words
            ? new ReadLine(box, string.Join(' ', words.Select(word => word.Text)), words.Average(word => word.Confidence))
            : null;
}
