namespace Engram.Streams.Forms;

/// <summary>The payload's form is known, but a required member is missing or invalid. The message names it.</summary>
internal sealed class PayloadException(string message) : Exception(message);
