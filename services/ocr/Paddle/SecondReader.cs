using Engram.Imaging;
using Engram.Ocr.Tesseract;

namespace Engram.Ocr.Paddle;

/// <summary>Reads single lines that PP-OCR doubts, by Tesseract in one language after the other, until one makes sense.</summary>
/// <param name="options">Where Tesseract's models are, and its limits.</param>
/// <param name="languages">Names of the models.</param>
/// <param name="knownLetters">The letters that PP-OCR reads: a line of nothing else it reads better, also where it doubts.</param>
internal sealed class SecondReader(OcrOptions options, IReadOnlyList<string> languages, IReadOnlySet<char> knownLetters) : IDisposable
{
    private readonly List<TesseractEngines> _engines =
        [.. languages.Select(language => new TesseractEngines(options, language, PageLayout.SingleLine))];

    /// <summary>Returns the line, or null when it holds no letter that PP-OCR lacks, or no language makes sense of it.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="box">The line in it, the first axis along the text.</param>
    /// <param name="language">Number of the language to begin with; becomes that of the reading, where the next line is likely too.</param>
    /// <param name="time">Time for the picture: what is left of it.</param>
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
