namespace Engram.Streams.Input;

/// <summary>The bytes of one payload and their position.</summary>
/// <param name="Number">Number of the line where it starts, from 1.</param>
/// <param name="Offset">Number of bytes before it.</param>
/// <param name="Utf8">Null when longer than allowed.</param>
/// <param name="IsEnded">False when the stream ends before the closing newline or bracket.</param>
internal readonly record struct RawLine(long Number, long Offset, byte[]? Utf8, bool IsEnded)
{
    public bool IsBlank => Utf8 is { } bytes && bytes.AsSpan().IndexOfAnyExcept(" \t\r"u8) < 0;
}
