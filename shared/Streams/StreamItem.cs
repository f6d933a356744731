namespace Engram.Streams;

/// <summary>One event of a stream, or why one of its lines could not be read.</summary>
/// <param name="LineNumber">Line where the payload begins, from 1, blank lines counted. Of a live stream: number of the message.</param>
/// <param name="ByteOffset">Unpacked bytes before the payload; 0 for all of an RSS or Atom document.</param>
/// <param name="Event">Null when <paramref name="Error"/> is there.</param>
/// <param name="Error">Null when <paramref name="Event"/> is there.</param>
public sealed record StreamItem(long LineNumber, long ByteOffset, StreamEvent? Event, LineError? Error)
{
    /// <summary>Where a live stream goes on after this item: store it once the item is stored. Null: there is no such place.</summary>
    public string? Cursor { get; init; }
}

/// <summary>Why a line could not be read.</summary>
/// <param name="Kind">What is wrong with it.</param>
/// <param name="Message">What is wrong in words; names the forms that were tried and what the line misses to be each.</param>
public sealed record LineError(LineErrorKind Kind, string Message);

/// <summary>What may be wrong with a line.</summary>
public enum LineErrorKind
{
    /// <summary>It is of no form, or not of the form asked for.</summary>
    UnknownForm,

    /// <summary>It is no JSON, CSV or XML.</summary>
    Malformed,

    /// <summary>Its form is known, but a member that is needed is missing or wrong.</summary>
    InvalidPost,

    /// <summary>It is longer than <see cref="StreamOptions.MaxLineBytes"/> or another limit.</summary>
    TooLong,

    /// <summary>The stream ends in its middle.</summary>
    CutShort,

    /// <summary>The stream could not be unpacked. Nothing follows.</summary>
    Unpacking,
}
