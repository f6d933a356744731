namespace Engram.Keyphrases.Tagging;

/// <summary>An object found in a picture of the post.</summary>
/// <param name="Label">The detector's word for it.</param>
/// <param name="Score">The detector's probability, 0 to 1.</param>
/// <param name="Share">Share of the picture that its box covers, 0 to 1.</param>
public readonly record struct SeenObject(string Label, float Score, float Share);

/// <summary>
/// Tags for a post whose words give none: objects detected with certainty in its pictures. The model's own guesses are not used, because it
/// learned from drawings and misnames photographs.
/// </summary>
internal static class PictureTags
{
    /// <summary>Default threshold on an object's score: at 0.5 a detection is as often wrong as right.</summary>
    public const float LeastScore = 0.5f;

    private const string Person = "person";

    // Labels whose class is wider than the label says.
    private static readonly Dictionary<string, string> Words =
        new(StringComparer.Ordinal) { ["potted plant"] = "plant", ["sports ball"] = "ball", ["tv"] = "television" };

    /// <summary>Tags, most prominent object first: by score times the fourth root of its share of the picture.</summary>
    /// <param name="objects">Detected objects.</param>
    /// <param name="most">Maximum number of tags.</param>
    /// <param name="leastScore">Minimum score of an object; null: <see cref="LeastScore"/>.</param>
    public static IReadOnlyList<RankedTag> Of(IReadOnlyList<SeenObject> objects, int most, float? leastScore)
    {
        var certain = objects.Where(seen => seen.Score >= (leastScore ?? LeastScore)).GroupBy(seen => seen.Label, StringComparer.Ordinal);
        return [.. certain
            .OrderByDescending(label => label.Max(Prominence)).ThenBy(label => label.Key, StringComparer.Ordinal)
            .Take(most)
            .Select(label => new RankedTag(WordOf(label.Key, label.Count()), label.Max(seen => seen.Score), TagSource.Picture, []))];
    }

    // A large object says more about a picture than a small one, but a certain small one says more than a doubtful large one.
    private static float Prominence(SeenObject seen) => seen.Score * MathF.Sqrt(MathF.Sqrt(seen.Share));

    private static string WordOf(string label, int count) =>
        label == Person && count > 1 ? "people" : Words.GetValueOrDefault(label, label);
}
