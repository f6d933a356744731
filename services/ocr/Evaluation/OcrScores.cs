using Engram.Evaluation;

namespace Engram.Ocr.Evaluation;

/// <summary>How well an engine reads a set of pictures.</summary>
/// <param name="Engine">Engine and version.</param>
/// <param name="Pictures">Pictures read.</param>
/// <param name="Characters">Character errors, added up over all pictures.</param>
/// <param name="Words">Words read right, added up over all pictures.</param>
/// <param name="CutPictures">Pictures of which a limit left out a part.</param>
/// <param name="UnreadLines">Places that look like a line of text and could not be read, added up over all pictures.</param>
public sealed record OcrScores(
    string Engine, int Pictures, CharacterErrors Characters, WordMatches Words, int CutPictures, int UnreadLines);
