namespace Engram.Ocr.Paddle;

/// <summary>The text read in a box.</summary>
/// <param name="Box">The box as it is read: first axis along the text, second downward.</param>
/// <param name="Text">Its characters.</param>
/// <param name="Confidence">Their mean probability, 0 to 1; 0 if there are none.</param>
internal readonly record struct ReadLine(RotatedRectangle Box, string Text, float Confidence);
