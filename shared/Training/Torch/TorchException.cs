namespace Engram.Training.Torch;

/// <summary>libtorch rejected an operation; the message is libtorch's.</summary>
public class TorchException(string message) : Exception(message);

/// <summary>Tensor shapes do not fit. Found before libtorch is called, because its errors cost milliseconds and name only one
/// side.</summary>
public sealed class ShapeException(string message) : TorchException(message);

/// <summary>Training is not possible on this machine; the message says what is missing and how to get it.</summary>
public sealed class TorchUnavailableException(string message) : TorchException(message);
