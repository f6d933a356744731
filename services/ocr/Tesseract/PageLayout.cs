namespace Engram.Ocr.Tesseract;

/// <summary>What Tesseract is told of a picture (publictypes.h, PageSegMode).</summary>
internal enum PageLayout
{
    /// <summary>One line of text fills it.</summary>
    SingleLine = 7,

    /// <summary>Text may stand anywhere, as in memes: more of them is read so than by Tesseract's own layout analysis.</summary>
    SparseText = 11,
}
