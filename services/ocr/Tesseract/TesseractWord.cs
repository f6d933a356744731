namespace Engram.Ocr.Tesseract;

/// <summary>A word that Tesseract read.</summary>
/// <param name="StartsLine">Whether it is the first of its line.</param>
/// <param name="Text">Its characters.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Left">Left edge, pixels of the picture read.</param>
/// <param name="Top">Top edge.</param>
/// <param name="Right">First column beyond it.</param>
/// <param name="Bottom">First row beyond it.</param>
internal readonly record struct TesseractWord(bool StartsLine, string Text, float Confidence, int Left, int Top, int Right, int Bottom);
