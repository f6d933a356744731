namespace Engram.OnnxGraph;

/// <summary>A graph that can't be written or converted: the message names the node and what would be right.</summary>
public sealed class OnnxGraphException(string message) : Exception(message);
