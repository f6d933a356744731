using Engram.Contracts.Images;

namespace Engram.Ocr;

/// <summary>What was read in a picture.</summary>
/// <param name="Lines">Lines in reading order; empty when there is no text.</param>
public sealed record RecognizedText(IReadOnlyList<RecognizedLine> Lines)
{
    /// <summary>All lines joined by one space.</summary>
    public string Text => string.Join(' ', Lines.Select(line => line.Text));

    /// <summary>The first lines, as many as are within both limits; the last one may be cut.</summary>
    public RecognizedText Take(int maxLines, int maxCharacters)
    {
        var kept = new List<RecognizedLine>();
        foreach (var line in Lines.Take(maxLines))
        {
            if (line.Text.Length > maxCharacters)
            {
                if (maxCharacters > 0)
                    kept.Add(line with { Text = Cut(line.Text, maxCharacters) });
                break;
            }

            kept.Add(line);
            maxCharacters -= line.Text.Length + " ".Length;
        }

        return new RecognizedText(kept);
    }

    private static string Cut(string text, int length) => char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
}
