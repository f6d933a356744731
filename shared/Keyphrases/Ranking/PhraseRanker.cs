using System.Numerics.Tensors;
using Engram.ModelStore;

namespace Engram.Keyphrases.Ranking;

/// <summary>
/// Combines classifier, generator and neighbors by a learned gate (ours, not from the papers). All proposed phrases compete with 'none of
/// these' in a softmax over weighted features, so a phrase's score is the probability that it is right.
/// </summary>
public sealed class PhraseRanker
{
    private readonly float[] _weights; // [features]

    /// <param name="weights">One weight per name in <see cref="RankingFeatures.Names"/>.</param>
    /// <exception cref="ArgumentException">The number of weights is wrong.</exception>
    public PhraseRanker(IReadOnlyList<float> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Count != RankingFeatures.Count)
            throw new ArgumentException(
                $"A mixture has {RankingFeatures.Count} weights, one for each feature; got {weights.Count}.", nameof(weights));
        _weights = [.. weights];
    }

    /// <summary>Weights by feature name.</summary>
    public IReadOnlyDictionary<string, float> Weights =>
        RankingFeatures.Names.Zip(_weights).ToDictionary(pair => pair.First, pair => pair.Second);

    /// <summary>The mixture of a package; null when it has none.</summary>
    /// <exception cref="ModelPackageException">The file's features are not exactly those of this program.</exception>
    public static PhraseRanker? Of(InstalledModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!model.Manifest.Files.ContainsKey(KeyphraseInterface.MixtureFileName))
            return null;
        var path = model.PathOf(KeyphraseInterface.MixtureFileName);
        var weights = model.Read<Dictionary<string, float>>(KeyphraseInterface.MixtureFileName);
        var odd = RankingFeatures.Names.Except(weights.Keys).Concat(weights.Keys.Except(RankingFeatures.Names)).FirstOrDefault();
        return odd is null
            ? new PhraseRanker([.. RankingFeatures.Names.Select(name => weights[name])])
            : throw new ModelPackageException(
                $"{path} and this program do not agree on the feature '{odd}'; fit the mixture anew with this version.");
    }

    /// <summary>A post's keyphrases, best first; ties go to the phrase proposed first.</summary>
    /// <param name="opinions">The experts' evidence.</param>
    /// <param name="most">Maximum number of keyphrases.</param>
    public IReadOnlyList<RankedPhrase> Rank(PhraseEvidence opinions, int most)
    {
        var candidates = PhraseCandidates.Of(opinions);
        var features = RankingFeatures.Of(candidates, opinions); // [candidates, F]
        var scores = Probabilities(_weights, features, candidates.Count);
        return
        [
            .. Enumerable.Range(0, candidates.Count).OrderByDescending(i => scores[i]).Take(most)
                .Select(
                    i => new RankedPhrase(candidates[i].Phrase, scores[i],
                        SourceOf(candidates[i], features.AsSpan(i * RankingFeatures.Count, RankingFeatures.Count)))),
        ];
    }

    /// <summary>Probability that each candidate is right, [candidates]; the rest up to 1 is the probability that none is.</summary>
    /// <param name="weights">[F].</param>
    /// <param name="features">[candidates, F].</param>
    /// <param name="candidates">Number of candidates.</param>
    public static float[] Probabilities(ReadOnlySpan<float> weights, ReadOnlySpan<float> features, int candidates)
    {
        Span<float> logits = new float[candidates + 1]; // the last is 'none of these', 0
        for (var i = 0; i < candidates; i++)
            logits[i] = TensorPrimitives.Dot(features.Slice(i * weights.Length, weights.Length), weights);
        TensorPrimitives.SoftMax(logits, logits);
        return logits[..candidates].ToArray();
    }

    public void Save(string directory) => ManifestJson.Write(Path.Combine(directory, KeyphraseInterface.MixtureFileName), Weights);

    /// <summary>The expert, among those that propose the phrase, that adds most to its score.</summary>
    private PhraseSource SourceOf(PhraseCandidate candidate, ReadOnlySpan<float> features)
    {
        Span<float> parts = stackalloc float[3]; // generator, classifier, neighbors
        for (var feature = 0; feature < features.Length; feature++)
        {
            if (RankingFeatures.ExpertOf(feature) is var expert and not PhraseExpert.Words)
                parts[(int)expert] += _weights[feature] * features[feature];
        }

        for (var expert = 0; expert < parts.Length; expert++)
        {
            if (!RankingFeatures.Proposes((PhraseExpert)expert, candidate))
                parts[expert] = float.NegativeInfinity;
        }

        return (PhraseExpert)TensorPrimitives.IndexOfMax(parts) switch
        {
            PhraseExpert.Generator => candidate.GeneratorSource!.Value,
            PhraseExpert.Classifier => PhraseSource.Classifier,
            _ => PhraseSource.Neighbour,
        };
    }
}
