namespace Engram.Ocr.Paddle;

/// <summary>Where lines of text are.</summary>
/// <param name="Boxes">A box for each line, pixels.</param>
/// <param name="AreSmall">Whether they are so small in the picture that others may have been missed.</param>
internal readonly record struct DetectedLines(List<RotatedRectangle> Boxes, bool AreSmall);
