namespace Engram.OnnxGraph;

/// <summary>A graph can't be written or converted; the message names the node and what is expected.</summary>
public sealed class OnnxGraphException(string message) : Exception(message);
