namespace Engram.Streams.Forms;

/// <summary>A payload's form is known, but a member that is needed is missing or wrong. The message says which.</summary>
internal sealed class PayloadException(string message) : Exception(message);
