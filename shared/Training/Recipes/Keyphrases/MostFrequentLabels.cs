using Engram.Keyphrases.Encoding;

namespace Engram.Training.Recipes.Keyphrases;

/// <summary>Baseline that reads nothing: predicts the most frequent keyphrases among the training posts of the post's source, or among all
/// training posts when its source has none.</summary>
/// <param name="training">Tagged posts.</param>
/// <param name="most">Keyphrases per post.</param>
public sealed class MostFrequentLabels(IReadOnlyList<LabelledPost> training, int most)
{
    private readonly Dictionary<string, IReadOnlyList<string>> _bySource = training
        .GroupBy(post => post.Source, StringComparer.Ordinal)
        .ToDictionary(source => source.Key, source => Of(source, most), StringComparer.Ordinal);

    private readonly IReadOnlyList<string> _ofAll = Of(training, most);

    public IReadOnlyList<string> Of(LabelledPost post)
    {
        ArgumentNullException.ThrowIfNull(post);
        return _bySource.GetValueOrDefault(post.Source, _ofAll);
    }

    private static IReadOnlyList<string> Of(IEnumerable<LabelledPost> posts, int most) =>
    [
        .. posts.SelectMany(post => post.Keyphrases)
            .CountBy(phrase => phrase, StringComparer.Ordinal)
            .OrderByDescending(phrase => phrase.Value).ThenBy(phrase => phrase.Key, StringComparer.Ordinal)
            .Take(most)
            .Select(phrase => phrase.Key),
    ];
}
