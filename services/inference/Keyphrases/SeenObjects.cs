using Engram.Contracts.Images;
using Engram.Keyphrases.Tagging;

namespace Engram.Inference.Keyphrases;

/// <summary>Converts the detector's objects to the form the tag ranker takes.</summary>
public static class SeenObjects
{
    public static IReadOnlyList<SeenObject> Of(IReadOnlyList<DetectedObject> objects) =>
        [.. objects.Select(found => new SeenObject(found.Label, found.Score, ShareOf(found.Box)))];

    private static float ShareOf(IReadOnlyList<float> box) =>
        box is [var left, var top, var right, var bottom] ? (right - left) * (bottom - top) : 0;
}
