namespace Engram.Ocr.Tesseract;

/// <summary>How Tesseract should treat a picture (publictypes.h, PageSegMode).</summary>
internal enum PageLayout
{
    /// <summary>The picture is one line of text.</summary>
    SingleLine = 7,

    /// <summary>Text may be anywhere, as in memes: this finds more of it than Tesseract's own layout analysis.</summary>
    SparseText = 11,
}
