namespace Engram.Streams;

/// <summary>One event of a stream, or the reason a line could not be read.</summary>
/// <param name="LineNumber">Line where the payload starts, from 1, including blank lines. In a live stream: number of the message.</param>
/// <param name="ByteOffset">Number of decompressed bytes before the payload; always 0 in RSS and Atom documents.</param>
/// <param name="Event">Null when <paramref name="Error"/> is set.</param>
/// <param name="Error">Null when <paramref name="Event"/> is set.</param>
public sealed record StreamItem(long LineNumber, long ByteOffset, StreamEvent? Event, LineError? Error)
{
    /// <summary>
    /// Where a live stream resumes after this item; store it once the item is stored. Null when the stream can't resume here.
    /// </summary>
    public string? Cursor { get; init; }
}

/// <summary>The reason a line could not be read.</summary>
/// <param name="Kind">Kind of error.</param>
/// <param name="Message">The error in words; lists the forms tried and what the line lacks for each.</param>
public sealed record LineError(LineErrorKind Kind, string Message);

/// <summary>Kinds of errors in a line.</summary>
public enum LineErrorKind
{
    /// <summary>No form fits, or not the one requested.</summary>
    UnknownForm,

    /// <summary>The line is not valid JSON, CSV or XML.</summary>
    Malformed,

    /// <summary>The form is known, but a required member is missing or invalid.</summary>
    InvalidPost,

    /// <summary>The line exceeds <see cref="StreamOptions.MaxLineBytes"/> or another limit.</summary>
    TooLong,

    /// <summary>The stream ends in the middle of the line.</summary>
    CutShort,

    /// <summary>The stream could not be decompressed. Nothing follows.</summary>
    Unpacking,
}
