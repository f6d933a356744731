namespace Engram.Ocr.Paddle;

/// <summary>What was read in a box.</summary>
/// <param name="Box">The box as it is read: its first axis along the text, its second downwards.</param>
/// <param name="Text">Its characters.</param>
/// <param name="Confidence">Their mean probability, 0 to 1; 0 where there are none.</param>
internal readonly record struct ReadLine(RotatedRectangle Box, string Text, float Confidence);
