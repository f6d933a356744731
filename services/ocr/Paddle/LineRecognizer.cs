using Engram.Imaging;

namespace Engram.Ocr.Paddle;

/// <summary>PP-OCRv4's recognizer (SVTR-LCNet with a CTC head): reads one line at a time, because padding lines to one width costs accuracy.</summary>
internal sealed class LineRecognizer : IDisposable
{
    // A line read with less confidence may be upside down, or run upwards: it is read the other way up as well.
    private const float DoubtfulConfidence = 0.8f;

    // From this ratio of height to width on a box holds a line that runs down or up.
    private const float VerticalRatio = 1.5f;

    private readonly PaddleModel _model;
    private readonly CtcDecoder _decoder;

    public LineRecognizer(string modelFile, string charactersFile)
    {
        _model = new PaddleModel(modelFile);
        _decoder = new CtcDecoder(ReadCharacters(charactersFile));
    }

    /// <summary>Reads the line in a box and returns the box as it is read: its first axis along the text, its second downwards.</summary>
    public (RotatedRectangle Box, string Text, float Confidence) Read(RgbPicture picture, RotatedRectangle box)
    {
        if (box.Height > VerticalRatio * box.Width)
            box = box.QuarterTurned();
        var read = ReadUpright(picture, box);
        if (read.Confidence >= DoubtfulConfidence)
            return read;
        var turned = ReadUpright(picture, box.HalfTurned());
        return turned.Confidence > read.Confidence ? turned : read;
    }

    public void Dispose() => _model.Dispose();

    private (RotatedRectangle Box, string Text, float Confidence) ReadUpright(RgbPicture picture, RotatedRectangle box)
    {
        var (tensor, width) = LineImage.Cut(picture, box);
        var (text, confidence) = _model.Run(tensor, [1, RgbPicture.Channels, LineImage.Height, width], Decode);
        return (box, text, confidence);
    }

    /// <param name="shape">[1, steps, classes].</param>
    /// <param name="probabilities">Row-major.</param>
    private (string Text, float Confidence) Decode(long[] shape, ReadOnlySpan<float> probabilities) => shape is [1, _, var classes] && classes == _decoder.Classes
        ? _decoder.Decode(probabilities)
        : throw new EngineException(
            $"PP-OCR's recognizer and its characters do not fit: expected [1, steps, {_decoder.Classes}], got [{string.Join(", ", shape)}].");

    private static string[] ReadCharacters(string file) => File.Exists(file)
        ? [.. File.ReadAllText(file).TrimEnd('\n').Split('\n').Select(ToHalfWidth)]
        : throw new EngineException($"PP-OCR's character list {file} is not there.");

    /// <summary>The model, taught mostly Chinese, takes an ordinary colon or comma for the wide one now and then (Unicode: fullwidth forms).</summary>
    private static string ToHalfWidth(string character)
    {
        const char firstWide = '\uFF01', lastWide = '\uFF5E', firstAscii = '!';
        return character is [>= firstWide and <= lastWide] ? ((char)(character[0] - firstWide + firstAscii)).ToString() : character;
    }
}
