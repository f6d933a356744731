using System.Numerics;
using Engram.Contracts.Images;
using Engram.Imaging;
using Engram.Ocr.Tesseract;

namespace Engram.Ocr.Paddle;

/// <summary>PP-OCRv4: finds lines, reads each, gives doubtful ones to a second reader, and sorts them into reading order.</summary>
internal sealed class PaddleTextRecognizer : ITextRecognizer
{
    private readonly TextDetector _detector;
    private readonly LineRecognizer _recognizer;
    private readonly SecondReader? _second;
    private readonly OcrOptions _options;

    /// <exception cref="EngineException">A model file is missing, damaged, or does not fit the others.</exception>
    public PaddleTextRecognizer(OcrOptions options)
    {
        var directory = options.PaddleModelDirectory;
        _options = options;
        _detector = new TextDetector(Path.Combine(directory, "detection.onnx"), options.DetectionSidePixels, options.GlanceSidePixels);
        _recognizer = new LineRecognizer(Path.Combine(directory, "recognition.onnx"), Path.Combine(directory, "characters.txt"));
        SecondReaderLanguages = TesseractLanguages.Choose(options);
        _second = SecondReaderLanguages.Count == 0 ? null : new SecondReader(options, SecondReaderLanguages, _recognizer.Letters);
        ReadOnce();
    }

    public string Engine => "paddle/pp-ocrv4";

    public IReadOnlyList<string> SecondReaderLanguages { get; }

    public IReadOnlyList<string> NotRewritten => [.. new[] { _detector.NotRewritten, _recognizer.NotRewritten }.OfType<string>()];

    public RecognizedText Read(RgbPicture picture)
    {
        var time = ReadingTime.Start(_options.MaxReadingTime);
        var found = _detector.Detect(picture, time);
        var read = ReadBoxes(picture, [.. found.Boxes.OrderByDescending(box => box.Width * box.Height).Take(_options.MaxBoxes)], time);
        var lines = read.Where(line => line.Text.Length > 0 && line.Confidence >= _options.MinLineConfidence).ToList();
        var toOriginal = new Vector2((float)picture.UprightWidth / picture.Width, (float)picture.UprightHeight / picture.Height);
        return new RecognizedText(
            [.. ReadingOrder.Sort(lines, line => line.Box).Select(line => new RecognizedLine
            {
                Text = line.Text,
                Confidence = line.Confidence,
                Box = LineBox.Corners(line.Box, toOriginal),
            })],
            time.LeftOut ? TextCuts.TooSlow(read.Count, _options.MaxReadingTime) : CutOf(found, picture),
            read.Count - lines.Count);
    }

    public void Dispose()
    {
        _detector.Dispose();
        _recognizer.Dispose();
        _second?.Dispose();
    }

    /// <summary>Reads boxes while there is time; lines that PP-OCR doubts are read again by the second reader.</summary>
    private List<ReadLine> ReadBoxes(RgbPicture picture, List<RotatedRectangle> boxes, ReadingTime time)
    {
        var lines = new List<ReadLine>(boxes.Count);
        var (rest, language) = (_options.MaxSecondReaderLines, 0);
        foreach (var box in boxes.TakeWhile(_ => time.AllowsMore()))
        {
            var line = _recognizer.Read(picture, box);
            if (_second is not null && line.Confidence < _options.DoubtfulLineConfidence && rest-- > 0)
                line = _second.Read(picture, LineRecognizer.AlongText(box), ref language, time) ?? line;
            lines.Add(line);
        }

        return lines;
    }

    private TextCut? CutOf(DetectedLines found, RgbPicture picture)
    {
        if (found.Boxes.Count > _options.MaxBoxes)
            return TextCuts.TooManyBoxes(found.Boxes.Count, _options.MaxBoxes);
        return found.AreSmall && picture.Width < picture.UprightWidth ? TextCuts.TooSmall(picture.Width, picture.Height) : null;
    }

    /// <summary>Runs both networks on an empty picture, so that mismatched files fail the start of the service.</summary>
    private void ReadOnce()
    {
        var (width, height) = (64, 64);
        var empty = new RgbPicture(width, height, new byte[width * height * RgbPicture.Channels], width, height);
        _detector.Detect(empty, ReadingTime.Start(_options.MaxReadingTime));
        _recognizer.Read(empty, new RotatedRectangle(new Vector2(width, height) / 2, width, height, 0));
    }
}
