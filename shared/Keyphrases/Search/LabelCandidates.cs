using Engram.Keyphrases.Ranking;
using Engram.Text;

namespace Engram.Keyphrases.Search;

/// <summary>
/// Selects candidate labels for a post: the classifier's best, and every label whose words occur in the post or its picture, however
/// improbable.
/// </summary>
public sealed class LabelCandidates
{
    private readonly IReadOnlyList<string> _labels;
    private readonly ILookup<string, int> _byStems;
    private readonly int _longest;

    /// <param name="labels">Phrase i has the probability in column i.</param>
    public LabelCandidates(IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        _labels = labels;
        _byStems = Enumerable.Range(0, labels.Count).ToLookup(label => PhraseStems.Of(labels[label]), StringComparer.Ordinal);
        _longest = labels.Count == 0 ? 0 : labels.Max(label => label.Count(letter => letter == ' ') + 1);
    }

    /// <summary>Labels with their probabilities, best first; ties keep the order of the labels.</summary>
    /// <param name="probabilities">[L].</param>
    /// <param name="words">The post's own words.</param>
    /// <param name="ocrWords">The words of its picture.</param>
    /// <param name="most">Number of the classifier's best labels, in addition to those that occur in the post.</param>
    public IReadOnlyList<ClassifiedPhrase> Of(
        ReadOnlySpan<float> probabilities, IReadOnlyList<string> words, IReadOnlyList<string> ocrWords, int most)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(ocrWords);
        var found = new SortedSet<int>(BestLabels.Of(probabilities, most));
        AddFound(PhraseStems.Of(words), found);
        AddFound(PhraseStems.Of(ocrWords), found);

        var classified = new List<ClassifiedPhrase>(found.Count);
        foreach (var label in found)
            classified.Add(new ClassifiedPhrase(_labels[label], probabilities[label]));
        return [.. classified.OrderByDescending(label => label.Probability)];
    }

    private void AddFound(string[] stems, SortedSet<int> found)
    {
        for (var start = 0; start < stems.Length; start++)
        {
            for (var end = start + 1; end <= Math.Min(stems.Length, start + _longest); end++)
                found.UnionWith(_byStems[string.Join(' ', stems[start..end])]);
        }
    }
}
