namespace Engram.Keyphrases.Tagging;

/// <summary>An object found in a picture of the post.</summary>
/// <param name="Label">The detector's word for it.</param>
/// <param name="Score">The detector's probability, 0 to 1.</param>
/// <param name="Share">Share of the picture that its box covers, 0 to 1.</param>
public readonly record struct SeenObject(string Label, float Score, float Share);

/// <summary>Tags of a post whose words give none: what its pictures show for certain. The model's own guesses are left out: it learned
/// pictures from drawings, and names a photograph after them.</summary>
internal static class PictureTags
{
    /// <summary>Objects with a lower score are left out unless told otherwise: at a half, a detector's score is as often wrong as
    /// right.</summary>
    public const float LeastScore = 0.5f;

    private const string Person = "person";

    // What the class holds is wider than its word says.
    private static readonly Dictionary<string, string> Words =
        new(StringComparer.Ordinal) { ["potted plant"] = "plant", ["sports ball"] = "ball", ["tv"] = "television" };

    /// <summary>Tags, the objects that fill most of the pictures first.</summary>
    /// <param name="objects">What was found.</param>
    /// <param name="most">Most tags.</param>
    /// <param name="leastScore">Least score of an object; null: <see cref="LeastScore"/>.</param>
    public static IReadOnlyList<RankedTag> Of(IReadOnlyList<SeenObject> objects, int most, float? leastScore)
    {
        var certain = objects.Where(seen => seen.Score >= (leastScore ?? LeastScore)).GroupBy(seen => seen.Label, StringComparer.Ordinal);
        return [.. certain
            .OrderByDescending(label => label.Max(Prominence)).ThenBy(label => label.Key, StringComparer.Ordinal)
            .Take(most)
            .Select(label => new RankedTag(WordOf(label.Key, label.Count()), label.Max(seen => seen.Score), TagSource.Picture, []))];
    }

    // What is large says more of a picture than what is small, but a certain small thing more than a doubtful large one.
    private static float Prominence(SeenObject seen) => seen.Score * MathF.Sqrt(MathF.Sqrt(seen.Share));

    private static string WordOf(string label, int count) =>
        label == Person && count > 1 ? "people" : Words.GetValueOrDefault(label, label);
}
