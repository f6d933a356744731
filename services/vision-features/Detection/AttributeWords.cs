namespace Engram.VisionFeatures.Detection;

/// <summary>Chooses the words that describe a picture. The papers use a classifier with five attributes; here the words are what the
/// detector saw.</summary>
/// <remarks>
/// Classes with an object come first, by score times the fourth root of the object's share of the picture: large objects describe a picture
/// better than small ones, but a certain small object better than a doubtful large one. If fewer than five distinct classes have an object,
/// the classes with the next-best scores anywhere in the picture follow, down to a floor: weaker evidence, never a guess.
/// </remarks>
/// <param name="labels">Words of the classes.</param>
/// <param name="floor">Lowest score of a class without an object, 0 to 1.</param>
public sealed class AttributeWords(IReadOnlyList<string> labels, float floor)
{
    public const int MaxWords = 5;

    /// <param name="objects">The objects found.</param>
    /// <param name="bestScores">Best score of each class anywhere in the picture, [classes].</param>
    /// <returns>At most five distinct words, most certain first.</returns>
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
