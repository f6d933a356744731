using Engram.Imaging;

namespace Engram.Ocr.Paddle;

/// <summary>PP-OCRv4's recognizer (SVTR-LCNet with a CTC head). Reads one line at a time, because padding lines to a common width costs
/// accuracy.</summary>
internal sealed class LineRecognizer : IDisposable
{
    // A line read with less confidence may be upside down or run upward: it is also read turned by 180 degrees.
    private const float DoubtfulConfidence = 0.8f;

    // A box with at least this ratio of height to width holds a line that runs down or up.
    private const float VerticalRatio = 1.5f;

    private readonly PaddleModel _model;
    private readonly CtcDecoder _decoder;

    public LineRecognizer(string modelFile, string charactersFile)
    {
        _model = new PaddleModel(modelFile);
        var characters = ReadCharacters(charactersFile);
        _decoder = new CtcDecoder(characters);
        Letters = characters.SelectMany(character => character).Where(char.IsLetter).ToHashSet();
    }

    /// <summary>The letters that it can read.</summary>
    public IReadOnlySet<char> Letters { get; }

    public string? NotRewritten => _model.NotRewritten;

    /// <summary>Reads the line in a box, which may run down or be upside down.</summary>
    public ReadLine Read(RgbPicture picture, RotatedRectangle box)
    {
        box = AlongText(box);
        var read = ReadUpright(picture, box);
        if (read.Confidence >= DoubtfulConfidence)
            return read;
        var turned = ReadUpright(picture, box.HalfTurned());
        return turned.Confidence > read.Confidence ? turned : read;
    }

    /// <summary>The box with its first axis along the text.</summary>
    public static RotatedRectangle AlongText(RotatedRectangle box) => box.Height > VerticalRatio * box.Width ? box.QuarterTurned() : box;

    public void Dispose() => _model.Dispose();

    private ReadLine ReadUpright(RgbPicture picture, RotatedRectangle box)
    {
        var pieces = LineImage.Cut(picture, box).Pieces()
            .Select(piece => _model.Run(piece.Tensor, [1, RgbPicture.Channels, LineImage.Height, piece.Width], Decode))
            .Where(piece => piece.Text.Length > 0)
            .ToList();
        var characters = pieces.Sum(piece => piece.Text.Length);
        return new ReadLine(
            box,
            string.Join(' ', pieces.Select(piece => piece.Text)),
            characters == 0 ? 0 : pieces.Sum(piece => piece.Confidence * piece.Text.Length) / characters);
    }

    /// <param name="shape">[1, steps, classes].</param>
    /// <param name="probabilities">Row-major.</param>
    private (string Text, float Confidence) Decode(long[] shape, ReadOnlySpan<float> probabilities) =>
        shape is [1, _, var classes] && classes == _decoder.Classes
        ? _decoder.Decode(probabilities)
        : throw new EngineException(
            $"PP-OCR's recognizer and its characters do not fit: expected [1, steps, {_decoder.Classes}], "
            + $"got [{string.Join(", ", shape)}].");

    private static string[] ReadCharacters(string file) => File.Exists(file)
        ? [.. File.ReadAllText(file).TrimEnd('\n').Split('\n').Select(ToHalfWidth)]
        : throw new EngineException($"PP-OCR's character list {file} is not there.");

    /// <summary>Replaces Unicode's fullwidth forms: the model, trained mostly on Chinese, sometimes reads an ordinary colon or comma as the
    /// wide one.</summary>
    private static string ToHalfWidth(string character)
    {
        const char firstWide = '\uFF01', lastWide = '\uFF5E', firstAscii = '!';
        return character is [>= firstWide and <= lastWide] ? ((char)(character[0] - firstWide + firstAscii)).ToString() : character;
    }
}
