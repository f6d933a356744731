using System.Globalization;
using Engram.Contracts.Images;
using Engram.Imaging;

namespace Engram.Lab.Vision;

/// <summary>Thumbnails of pictures on one sheet, with a frame and a label around each detected object and the attribute words
/// below.</summary>
internal sealed class ContactSheet(int pictures)
{
    private const int Columns = 4;
    private const int CellWidth = 360;
    private const int PictureHeight = 270;
    private const int CaptionHeight = 34;
    private const int Margin = 8;
    private const int FontPixels = 11;
    private const int FrameLine = 2;
    private const int Padding = 2;

    // Dark enough for white letters, and distinct in hue.
    private static readonly Colour[] Colours =
    [
        new(200, 30, 30), new(20, 120, 40), new(30, 70, 200), new(150, 40, 160), new(180, 90, 0), new(0, 120, 130), new(110, 80, 40),
        new(190, 20, 110),
    ];

    private readonly Canvas _canvas = new(
        Columns * (CellWidth + Margin) + Margin, (pictures + Columns - 1) / Columns * (PictureHeight + CaptionHeight + Margin) + Margin);
    private readonly Dictionary<string, Colour> _colourOf = [];
    private int _next;

    /// <summary>Length in pixels of the longer side at which a picture fits its cell on the sheet.</summary>
    public static int SideOf(PictureInfo picture)
    {
        var scale = Math.Min((double)CellWidth / picture.Width, (double)PictureHeight / picture.Height);
        return Math.Max(1, (int)(Math.Max(picture.Width, picture.Height) * scale));
    }

    /// <summary>Adds a picture, decoded to <see cref="SideOf"/>.</summary>
    public void Add(RgbPicture picture, string name, IReadOnlyList<DetectedObject> objects, IReadOnlyList<string> attributes)
    {
        var (row, column) = Math.DivRem(_next++, Columns);
        var (left, top) = (Margin + column * (CellWidth + Margin), Margin + row * (PictureHeight + CaptionHeight + Margin));
        _canvas.Paste(picture, left, top);
        // Draw the most certain object last, on top of the others.
        foreach (var found in objects.Reverse())
            Draw(found, picture, left, top);
        Caption(name, left, top + PictureHeight + Padding);
        if (attributes.Count > 0)
            Caption(string.Join(", ", attributes), left, top + PictureHeight + Padding + CaptionHeight / 2);
    }

    /// <summary>Encodes the sheet as JPEG.</summary>
    public byte[] ToJpeg(int quality) => PictureEncoder.ToJpeg(_canvas.ToPicture(), quality);

    private void Draw(DetectedObject found, RgbPicture picture, int left, int top)
    {
        var (x, y) = (left + (int)(found.Box[0] * picture.Width), top + (int)(found.Box[1] * picture.Height));
        var (width, height) = ((int)((found.Box[2] - found.Box[0]) * picture.Width), (int)((found.Box[3] - found.Box[1]) * picture.Height));
        var colour = ColourOf(found.Label);
        _canvas.Frame(x, y, width, height, FrameLine, colour);
        var label = PictureEncoder.Typeset(string.Create(CultureInfo.InvariantCulture, $"{found.Label} {found.Score:0.00}"), FontPixels);
        // Shift a label at the right edge to the left, so that it stays on its own picture.
        var start = Math.Max(left, Math.Min(x, left + picture.Width - label.Width - 2 * Padding));
        _canvas.Fill(start, y, label.Width + 2 * Padding, label.Height + 2 * Padding, colour);
        _canvas.Write(label, start + Padding, y + Padding, Colour.White);
    }

    private void Caption(string text, int left, int top) =>
        _canvas.Write(PictureEncoder.Typeset(text, FontPixels), left, top, Colour.Black);

    private Colour ColourOf(string label)
    {
        if (!_colourOf.TryGetValue(label, out var colour))
            _colourOf[label] = colour = Colours[_colourOf.Count % Colours.Length];
        return colour;
    }
}
