using System.Numerics;
using Engram.Contracts.Images;
using Engram.Imaging;

namespace Engram.Ocr.Paddle;

/// <summary>PP-OCRv4: finds lines, reads each, and puts them into reading order.</summary>
internal sealed class PaddleTextRecognizer : ITextRecognizer
{
    private readonly TextDetector _detector;
    private readonly LineRecognizer _recognizer;
    private readonly float _minConfidence;
    private readonly int _maxBoxes;

    /// <exception cref="EngineException">A model file is missing, damaged, or does not fit the others.</exception>
    public PaddleTextRecognizer(OcrOptions options)
    {
        var directory = options.PaddleModelDirectory;
        _detector = new TextDetector(Path.Combine(directory, "detection.onnx"), options.DetectionSidePixels);
        _recognizer = new LineRecognizer(Path.Combine(directory, "recognition.onnx"), Path.Combine(directory, "characters.txt"));
        _minConfidence = options.MinLineConfidence;
        // Some boxes hold no text; but a picture sown with specks must not keep a processor busy for minutes.
        _maxBoxes = 2 * options.MaxLines;
        ReadOnce();
    }

    public string Engine => "paddle/pp-ocrv4";

    public RecognizedText Read(RgbPicture picture)
    {
        var lines = _detector.Detect(picture)
            .OrderByDescending(box => box.Width * box.Height)
            .Take(_maxBoxes)
            .Select(box => _recognizer.Read(picture, box))
            .Where(line => line.Text.Length > 0 && line.Confidence >= _minConfidence)
            .ToList();
        var toOriginal = new Vector2((float)picture.UprightWidth / picture.Width, (float)picture.UprightHeight / picture.Height);
        return new RecognizedText([.. ReadingOrder.Sort(lines, line => line.Box).Select(line => new RecognizedLine
        {
            Text = line.Text,
            Confidence = line.Confidence,
            Box = LineBox.Corners(line.Box, toOriginal),
        })]);
    }

    public void Dispose()
    {
        _detector.Dispose();
        _recognizer.Dispose();
    }

    /// <summary>Runs both networks on an empty picture, so that files that do not fit stop the service at its start.</summary>
    private void ReadOnce()
    {
        var (width, height) = (64, 64);
        var empty = new RgbPicture(width, height, new byte[width * height * RgbPicture.Channels], width, height);
        _detector.Detect(empty);
        _recognizer.Read(empty, new RotatedRectangle(new Vector2(width, height) / 2, width, height, 0));
    }
}
