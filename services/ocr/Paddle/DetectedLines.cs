namespace Engram.Ocr.Paddle;

/// <summary>The lines of text that the detector found.</summary>
/// <param name="Boxes">One box per line, in pixels.</param>
/// <param name="AreSmall">Whether they are so small in the picture that others may have been missed.</param>
internal readonly record struct DetectedLines(List<RotatedRectangle> Boxes, bool AreSmall);
