namespace Engram.Training.Torch;

/// <summary>libtorch refused an operation; the message is its own.</summary>
public class TorchException(string message) : Exception(message);

/// <summary>Tensors do not fit together. Found before libtorch is asked: a refusal there costs milliseconds and names one side
/// only.</summary>
public sealed class ShapeException(string message) : TorchException(message);

/// <summary>Training is not possible on this machine; the message says what is missing and how to get it.</summary>
public sealed class TorchUnavailableException(string message) : TorchException(message);
