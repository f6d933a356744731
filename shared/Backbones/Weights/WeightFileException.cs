namespace Engram.Backbones.Weights;

/// <summary>A file of weights can't be used. The message says what is wrong; control characters of a stranger's file do not reach the
/// terminal.</summary>
public sealed class WeightFileException(string message, Exception? cause = null)
    : Exception(string.Concat(message.Select(c => char.IsControl(c) ? '?' : c)), cause);
