namespace Engram.Imaging.Libvips;

/// <summary>An operation of libvips failed; the message is libvips' own.</summary>
internal sealed class VipsException(string message) : Exception(message);
