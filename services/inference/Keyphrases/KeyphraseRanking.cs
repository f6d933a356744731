using Engram.ModelPackage;
using Engram.ModelPackage.Keyphrases;

namespace Engram.Inference.Keyphrases;

/// <summary>Orders what the experts propose for a post: as the generator does, or the classifier when the model only classifies.</summary>
public sealed class KeyphraseRanking
{
    /// <summary>The ranking of a package.</summary>
    /// <exception cref="ModelPackageException">A file of it is not valid.</exception>
    public static KeyphraseRanking Of(InstalledModel package)
    {
        ArgumentNullException.ThrowIfNull(package);
        return new KeyphraseRanking();
    }

    /// <summary>Phrases, best first, each once; scores are 0 to 1.</summary>
    public IReadOnlyList<RankedPhrase> Rank(ExpertOpinions opinions)
    {
        ArgumentNullException.ThrowIfNull(opinions);
        var phrases = opinions.Generated.Count > 0
            ? opinions.Generated.Select(generated => new RankedPhrase(generated.Phrase, ScoreOf(generated), generated.Source))
            : opinions.Classified.Select(label => new RankedPhrase(label.Phrase, label.Probability, PhraseSource.Classifier));
        return [.. phrases.DistinctBy(phrase => phrase.Phrase)];
    }

    /// <summary>The geometric mean of its words' probabilities. Those of words that the classifier names as well may sum to more than 1.</summary>
    private static float ScoreOf(GeneratedPhrase generated) => Math.Min(1, MathF.Exp(generated.MeanLogProbability));
}
