using System.Numerics.Tensors;

namespace Engram.VisionFeatures.Detection;

/// <summary>Turns the boxes and scores of a single-shot detector into objects: those above a threshold, best first, and of overlapping
/// boxes of one class only the best (greedy non-maximum suppression; Liu et al., 2016, section 2.2).</summary>
/// <param name="labels">Words of the classes; a class without a word, such as the background, is not an object.</param>
/// <param name="scoreThreshold">Lowest score of an object, 0 to 1.</param>
/// <param name="overlapThreshold">Intersection over union from which two boxes of one class are one object, 0 to 1.</param>
/// <param name="maxObjects">Most objects.</param>
public sealed class ObjectDecoder(IReadOnlyList<string> labels, float scoreThreshold, float overlapThreshold, int maxObjects)
{
    private const int Corners = 4;

    /// <param name="boxes">[anchors, 4]: top, left, bottom, right.</param>
    /// <param name="scores">[anchors, classes], the classes of the labels.</param>
    /// <returns>At most <c>maxObjects</c> objects, best first, each inside the picture.</returns>
    public IReadOnlyList<FoundObject> Decode(ReadOnlySpan<float> boxes, ReadOnlySpan<float> scores)
    {
        var candidates = Candidates(boxes, scores);
        candidates.Sort((a, b) => b.Score.CompareTo(a.Score));
        var objects = new List<FoundObject>();
        foreach (var candidate in candidates)
        {
            if (objects.Count == maxObjects)
                break;
            if (!objects.Exists(better => better.Class == candidate.Class && better.Box.Overlap(candidate.Box) >= overlapThreshold))
                objects.Add(candidate);
        }

        return objects;
    }

    /// <summary>The best score of each class anywhere in the picture, [classes]; 0 for a class without a word.</summary>
    public float[] BestScores(ReadOnlySpan<float> scores)
    {
        var best = new float[labels.Count];
        for (var rest = scores; !rest.IsEmpty; rest = rest[best.Length..])
            TensorPrimitives.Max<float>(best, rest[..best.Length], best);
        for (var label = 0; label < best.Length; label++)
        {
            if (labels[label].Length == 0)
                best[label] = 0;
        }

        return best;
    }

    private List<FoundObject> Candidates(ReadOnlySpan<float> boxes, ReadOnlySpan<float> scores)
    {
        var candidates = new List<FoundObject>();
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] < scoreThreshold)
                continue;
            var (anchor, label) = Math.DivRem(i, labels.Count);
            var corners = boxes.Slice(anchor * Corners, Corners);
            var box = new Box(Left: corners[1], Top: corners[0], Right: corners[3], Bottom: corners[2]).Clip();
            if (labels[label].Length > 0 && box.Area > 0)
                candidates.Add(new FoundObject(label, scores[i], box));
        }

        return candidates;
    }
}
