namespace Engram.Contracts.Images;

/// <summary>Why part of a picture's text was left out: one of the limits in ocr's options.</summary>
public sealed record TextCut
{
    /// <summary>Stable code: <c>too-many-boxes</c>, <c>too-many-lines</c>, <c>too-many-characters</c> or <c>too-small</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Message for people: what was left out, and by which limit.</summary>
    public required string Reason { get; init; }
}
