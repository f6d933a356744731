using Engram.Contracts.Images;

namespace Engram.Ocr;

/// <summary>The text read in a picture.</summary>
/// <param name="Lines">Lines in reading order; empty if there is no text.</param>
/// <param name="Cut">The limit that cut off part of the text; null if none did.</param>
/// <param name="UnreadLines">Number of regions that look like a line of text but that no engine could read.</param>
public sealed record RecognizedText(IReadOnlyList<RecognizedLine> Lines, TextCut? Cut = null, int UnreadLines = 0)
{
    /// <summary>All lines joined by one space.</summary>
    public string Text => string.Join(' ', Lines.Select(line => line.Text));

    /// <summary>The first lines that fit both limits; the last one may be cut.</summary>
    public RecognizedText Take(int maxLines, int maxCharacters)
    {
        var kept = new List<RecognizedLine>();
        var room = maxCharacters;
        foreach (var line in Lines)
        {
            if (kept.Count == maxLines)
                return this with { Lines = kept, Cut = TextCuts.TooManyLines(Lines.Count, maxLines) };
            if (line.Text.Length > room)
            {
                if (room > 0)
                    kept.Add(line with { Text = Begin(line.Text, room) });
                return this with { Lines = kept, Cut = TextCuts.TooManyCharacters(Text.Length, maxCharacters) };
            }

            kept.Add(line);
            room -= line.Text.Length + " ".Length;
        }

        return this;
    }

    private static string Begin(string text, int length) => char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
}
