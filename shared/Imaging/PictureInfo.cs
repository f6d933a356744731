namespace Engram.Imaging;

/// <summary>What a picture's header says.</summary>
/// <param name="Format">Format, recognized by the file's first bytes.</param>
/// <param name="Width">Width in pixels after EXIF orientation, as a viewer shows it.</param>
/// <param name="Height">Height in pixels after EXIF orientation, as a viewer shows it.</param>
/// <param name="Frames">Frames in an animation, of which only the first is read; 1 for a still picture.</param>
/// <param name="HasAlpha">Whether parts may be transparent.</param>
public sealed record PictureInfo(PictureFormat Format, int Width, int Height, int Frames, bool HasAlpha);
