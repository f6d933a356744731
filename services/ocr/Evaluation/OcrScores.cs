using Engram.Evaluation;

namespace Engram.Ocr.Evaluation;

/// <summary>How well an engine reads a set of pictures.</summary>
/// <param name="Engine">Engine and version.</param>
/// <param name="Pictures">Pictures read.</param>
/// <param name="Characters">Character errors, summed over all pictures.</param>
/// <param name="Words">Words read correctly, summed over all pictures.</param>
/// <param name="CutPictures">Pictures in which a limit cut off part of the text.</param>
/// <param name="UnreadLines">Regions that look like a line of text but could not be read, summed over all pictures.</param>
public sealed record OcrScores(
    string Engine, int Pictures, CharacterErrors Characters, WordMatches Words, int CutPictures, int UnreadLines);
