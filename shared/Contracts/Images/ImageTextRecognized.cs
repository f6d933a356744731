namespace Engram.Contracts.Images;

/// <summary>The text in a post's picture. Published by ocr; consumed by gateway.</summary>
public sealed record ImageTextRecognized
{
    public required Guid PostId { get; init; }

    /// <summary>Address of the picture that was read: SHA-256, 64 lower-case hex digits.</summary>
    public required string PictureSha256 { get; init; }

    /// <summary>Engine and version that read it, for example <c>paddle/pp-ocrv4</c> or <c>tesseract/5.3.0</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>Lines in reading order; empty when the picture has no text.</summary>
    public required IReadOnlyList<RecognizedLine> Lines { get; init; }

    /// <summary>All lines joined by one space.</summary>
    public required string Text { get; init; }

    /// <summary>The limit that cut part of the text; null: nothing was cut, or the message predates this field.</summary>
    public TextCut? Cut { get; init; }

    /// <summary>Areas that look like a line of text but that no engine could read; 0 also in messages that predate this field.</summary>
    public int UnreadLines { get; init; }
}

/// <summary>One line of text in a picture.</summary>
public sealed record RecognizedLine
{
    public required string Text { get; init; }

    /// <summary>Mean probability of the line's characters, 0 to 1.</summary>
    public required float Confidence { get; init; }

    /// <summary>Corners x1,y1 .. x4,y4, eight numbers, clockwise from the line's top left, in pixels of the upright picture.</summary>
    public required IReadOnlyList<float> Box { get; init; }
}
