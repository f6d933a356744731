namespace Engram.VisionFeatures.Detection;

/// <summary>An object that the detector found.</summary>
/// <param name="Class">Number of its class: the index of its label.</param>
/// <param name="Score">The detector's probability, 0 to 1.</param>
/// <param name="Box">Where it is.</param>
public readonly record struct FoundObject(int Class, float Score, Box Box);
