using Engram.Keyphrases;
using Engram.Keyphrases.Ranking;
using Engram.Keyphrases.Search;
using Engram.ModelStore;

namespace Engram.Inference.Keyphrases;

/// <summary>
/// Ranks the phrases proposed for a post: with the package's mixture or, without one, in the order of the generator (of the classifier if
/// the model only classifies), ignoring neighbors. The mixture of a package that ships its tagged posts was fitted with neighbors, so it is
/// not used for a post without any.
/// </summary>
public sealed class KeyphraseRanking
{
    /// <summary>Phrases with a lower score are left out by default.</summary>
    public const float LeastScore = 0.02f;

    private readonly PhraseRanker? _mixture;
    private readonly bool _needsNeighbours;

    private KeyphraseRanking(PhraseRanker? mixture, bool needsNeighbours)
    {
        _mixture = mixture;
        _needsNeighbours = needsNeighbours;
    }

    /// <summary>The ranking of a package.</summary>
    /// <exception cref="ModelPackageException">Its mixture is invalid.</exception>
    public static KeyphraseRanking Of(InstalledModel package)
    {
        ArgumentNullException.ThrowIfNull(package);
        return new KeyphraseRanking(PhraseRanker.Of(package), package.Manifest.Files.ContainsKey(KeyphraseInterface.TaggedPostsFileName));
    }

    /// <summary>Distinct phrases, best first; scores are 0 to 1.</summary>
    /// <param name="opinions">Phrases from the model and from similar posts.</param>
    /// <param name="most">Most phrases.</param>
    public IReadOnlyList<RankedPhrase> Rank(PhraseEvidence opinions, int most)
    {
        ArgumentNullException.ThrowIfNull(opinions);
        if (_mixture is not null && (opinions.Neighbours.Count > 0 || !_needsNeighbours))
            return _mixture.Rank(opinions, most);
        var phrases = opinions.Generated.Count > 0
            ? opinions.Generated.Select(generated => new RankedPhrase(generated.Phrase, ScoreOf(generated), generated.Source))
            : opinions.Classified.Select(label => new RankedPhrase(label.Phrase, label.Probability, PhraseSource.Classifier));
        return [.. phrases.DistinctBy(phrase => phrase.Phrase).Take(most)];
    }

    /// <summary>Geometric mean of the word probabilities. Capped at 1, because those of words that the classifier proposes too may sum to
    /// more.</summary>
    private static float ScoreOf(GeneratedPhrase generated) => Math.Min(1, MathF.Exp(generated.MeanLogProbability));
}
