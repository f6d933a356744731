using Engram.Contracts.Images;

namespace Engram.ApiContracts.Posts;

/// <summary>The text in a post's picture.</summary>
/// <param name="Engine">Engine and version that read it.</param>
/// <param name="Text">All lines joined by one space.</param>
/// <param name="Lines">Lines in reading order.</param>
/// <param name="Cut">The limit that cut part of the text; null when nothing was cut.</param>
/// <param name="UnreadLines">Areas that look like a line of text but that no engine could read.</param>
public sealed record PictureText(
    string Engine, string Text, IReadOnlyList<RecognizedLine> Lines, TextCut? Cut = null, int UnreadLines = 0);
