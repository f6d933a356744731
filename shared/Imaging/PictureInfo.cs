namespace Engram.Imaging;

/// <summary>What a picture's header says.</summary>
/// <param name="Format">Format by the file's first bytes.</param>
/// <param name="Width">Width as a viewer sees it, pixels: EXIF orientation is applied.</param>
/// <param name="Height">Height as a viewer sees it, pixels.</param>
/// <param name="Frames">Frames of an animation, of which the first is read; 1 for a still picture.</param>
/// <param name="HasAlpha">Parts may be transparent.</param>
public sealed record PictureInfo(PictureFormat Format, int Width, int Height, int Frames, bool HasAlpha);
