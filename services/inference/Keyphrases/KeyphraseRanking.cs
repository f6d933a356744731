using Engram.Keyphrases;
using Engram.Keyphrases.Ranking;
using Engram.Keyphrases.Search;
using Engram.ModelStore;

namespace Engram.Inference.Keyphrases;

/// <summary>
/// Orders what the experts propose for a post: by the package's mixture; without one as the generator does, or the classifier when the
/// model only classifies, and neighbours then count nothing. A mixture of a package that brings its tagged posts along has always had
/// neighbours: it does not rank where none are.
/// </summary>
public sealed class KeyphraseRanking
{
    /// <summary>Phrases under this score are left out unless told otherwise.</summary>
    public const float LeastScore = 0.02f;

    private readonly PhraseRanker? _mixture;
    private readonly bool _needsNeighbours;

    private KeyphraseRanking(PhraseRanker? mixture, bool needsNeighbours)
    {
        _mixture = mixture;
        _needsNeighbours = needsNeighbours;
    }

    /// <summary>The ranking of a package.</summary>
    /// <exception cref="ModelPackageException">Its mixture is not one.</exception>
    public static KeyphraseRanking Of(InstalledModel package)
    {
        ArgumentNullException.ThrowIfNull(package);
        return new KeyphraseRanking(PhraseRanker.Of(package), package.Manifest.Files.ContainsKey(KeyphraseInterface.TaggedPostsFileName));
    }

    /// <summary>Phrases, best first, each once; scores are 0 to 1.</summary>
    /// <param name="opinions">What the experts say.</param>
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

    /// <summary>The geometric mean of its words' probabilities. Those of words that the classifier names as well may sum to more than
    /// 1.</summary>
    private static float ScoreOf(GeneratedPhrase generated) => Math.Min(1, MathF.Exp(generated.MeanLogProbability));
}
