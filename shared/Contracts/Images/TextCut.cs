namespace Engram.Contracts.Images;

/// <summary>Why not all text of a picture was passed on: a limit among ocr's options.</summary>
public sealed record TextCut
{
    /// <summary>Stable word: <c>too-many-boxes</c>, <c>too-many-lines</c>, <c>too-many-characters</c> or <c>too-small</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Sentence for people: what was left out, and by which limit.</summary>
    public required string Reason { get; init; }
}
