namespace Engram.VisionFeatures.Detection;

/// <summary>
/// Chooses the words that describe a picture. The papers take them from a classifier of five attributes; here they are what the detector
/// saw. Classes with an object come first, by score times the fourth root of the object's share of the picture: what is large describes
/// it better than what is small, but a certain small thing better than a doubtful large one. Where fewer than five distinct classes have
/// an object, the classes with the next-best scores anywhere in the picture follow, down to a floor: weaker evidence, never a guess.
/// </summary>
/// <param name="labels">Words of the classes.</param>
/// <param name="floor">Least score of a class without an object, 0 to 1.</param>
public sealed class AttributeWords(IReadOnlyList<string> labels, float floor)
{
    public const int MaxWords = 5;

    /// <param name="objects">What was found.</param>
    /// <param name="bestScores">Best score of each class anywhere in the picture, [classes].</param>
    /// <returns>At most five words, each once, most certain first.</returns>
    public IReadOnlyList<string> Choose(IReadOnlyList<FoundObject> objects, float[] bestScores)
    {
        var seen = objects.GroupBy(found => found.Class)
            .OrderByDescending(ofClass => ofClass.Max(Weight)).ThenBy(ofClass => ofClass.Key)
            .Select(ofClass => ofClass.Key).ToList();
        var suspected = bestScores.Index()
            .Where(entry => entry.Item >= floor && !seen.Contains(entry.Index))
            .OrderByDescending(entry => entry.Item).ThenBy(entry => entry.Index)
            .Select(entry => entry.Index);
        return [.. seen.Concat(suspected).Select(label => labels[label]).Where(word =>
            word.Length > 0).Distinct(StringComparer.Ordinal).Take(MaxWords)];
    }

    private static float Weight(FoundObject found) => found.Score * MathF.Sqrt(MathF.Sqrt(found.Box.Area));
}
