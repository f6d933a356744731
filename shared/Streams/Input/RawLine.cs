namespace Engram.Streams.Input;

/// <summary>One payload's bytes and where they stand.</summary>
/// <param name="Number">Line where it begins, from 1.</param>
/// <param name="Offset">Bytes before it.</param>
/// <param name="Utf8">Null when it was longer than allowed.</param>
/// <param name="IsEnded">False when the stream ends without the newline or bracket that ends it.</param>
internal readonly record struct RawLine(long Number, long Offset, byte[]? Utf8, bool IsEnded)
{
    public bool IsBlank => Utf8 is { } bytes && bytes.AsSpan().IndexOfAnyExcept(" \t\r"u8) < 0;
}
