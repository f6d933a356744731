namespace Engram.Streams.Input;

/// <summary>Errors that lines of any form can have.</summary>
internal static class Faults
{
    public static LineError TooLong(StreamOptions options) =>
        new(LineErrorKind.TooLong, $"It is longer than {options.MaxLineBytes} bytes.");

    /// <summary>Malformed JSON at the end of a stream was most likely cut off there.</summary>
    public static LineError WhenCutShort(LineError error) => error.Kind == LineErrorKind.Malformed
        ? new LineError(LineErrorKind.CutShort, $"The stream ends in the middle of it. {error.Message}") : error;
}
