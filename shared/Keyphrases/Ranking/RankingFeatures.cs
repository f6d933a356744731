namespace Engram.Keyphrases.Ranking;

/// <summary>An expert in the mixture.</summary>
public enum PhraseExpert
{
    Generator,
    Classifier,
    Neighbours,

    /// <summary>Not an expert: evidence from the words of the phrase and the post.</summary>
    Words,
}

/// <summary>
/// Features of a candidate. An expert's evidence counts alone and multiplied by each gate, so that the expert's weight depends on the post:
/// similarity of the nearest neighbor, probability of the best label, probability of the best generated phrase, length of the post.
/// </summary>
public static class RankingFeatures
{
    private static readonly Evidence[] All =
    [
        new(PhraseExpert.Generator, "proposed", c => 1),
        new(PhraseExpert.Generator, "log-probability", c => c.GeneratorLogProbability!.Value),
        new(PhraseExpert.Generator, "probability", c => MathF.Exp(c.GeneratorLogProbability!.Value)),
        new(PhraseExpert.Generator, "first", c => c.GeneratorRank == 0 ? 1 : 0),
        new(PhraseExpert.Generator, "reciprocal-rank", c => 1f / (1 + c.GeneratorRank)),
        new(PhraseExpert.Generator, "copied-from-post", c => c.GeneratorSource == PhraseSource.CopiedFromPost ? 1 : 0),
        new(PhraseExpert.Generator, "copied-from-ocr", c => c.GeneratorSource == PhraseSource.CopiedFromOcr ? 1 : 0),
        new(PhraseExpert.Classifier, "proposed", c => 1),
        new(PhraseExpert.Classifier, "log-probability", c => MathF.Log(c.ClassifierProbability!.Value + 1e-8f)),
        new(PhraseExpert.Classifier, "probability", c => c.ClassifierProbability!.Value),
        new(PhraseExpert.Classifier, "first", c => c.ClassifierRank == 0 ? 1 : 0),
        new(PhraseExpert.Classifier, "reciprocal-rank", c => 1f / (1 + c.ClassifierRank)),
        new(PhraseExpert.Neighbours, "proposed", c => 1),
        new(PhraseExpert.Neighbours, "log-share", c => MathF.Log(c.NeighbourShare!.Value + 1e-4f)),
        new(PhraseExpert.Neighbours, "share", c => c.NeighbourShare!.Value),
        new(PhraseExpert.Neighbours, "votes", c => MathF.Min(2, c.NeighbourVotes)),
        new(PhraseExpert.Neighbours, "similarity", c => c.NeighbourSimilarity),
        new(PhraseExpert.Neighbours, "log-posts", c => MathF.Log(1 + c.NeighbourPosts)),
        new(PhraseExpert.Neighbours, "first", c => c.NeighbourRank == 0 ? 1 : 0),
        new(PhraseExpert.Neighbours, "reciprocal-rank", c => 1f / (1 + c.NeighbourRank)),
        new(PhraseExpert.Words, "any", c => 1),
        new(PhraseExpert.Words, "in-post", c => c.PlaceInPost is null ? 0 : 1),
        new(PhraseExpert.Words, "place-in-post", c => c.PlaceInPost ?? 0),
        new(PhraseExpert.Words, "in-ocr", c => c.IsInOcr ? 1 : 0),
        new(PhraseExpert.Words, "one-word", c => c.Phrase.Contains(' ') ? 0 : 1),
        new(PhraseExpert.Words, "one-word-in-post", c => c.PlaceInPost is null || c.Phrase.Contains(' ') ? 0 : 1),
        new(PhraseExpert.Words, "words", c => MathF.Log(1 + c.Phrase.Count(letter => letter == ' '))),
        new(PhraseExpert.Words, "letters", c => MathF.Log(c.Phrase.Length)),
        new(PhraseExpert.Words, "generator-and-neighbours",
            c => c.GeneratorLogProbability is not null && c.NeighbourShare is not null ? 1 : 0),
        new(PhraseExpert.Words, "generator-and-classifier",
            c => c.GeneratorLogProbability is not null && c.ClassifierProbability is not null ? 1 : 0),
        new(PhraseExpert.Words, "classifier-and-neighbours",
            c => c.ClassifierProbability is not null && c.NeighbourShare is not null ? 1 : 0),
        new(PhraseExpert.Words, "in-post-share", c => c.PlaceInPost is null ? 0 : c.NeighbourShare ?? 0),
        new(PhraseExpert.Words, "in-post-similarity", c => c.PlaceInPost is null ? 0 : c.NeighbourSimilarity),
        new(PhraseExpert.Words, "in-post-label", c => c.PlaceInPost is null ? 0 : c.ClassifierProbability ?? 0),
    ];

    private static readonly Gate[] Gates =
    [
        new("", _ => 1),
        new("nearest-neighbour", opinions => opinions.Neighbours.Count == 0 ? 0 : opinions.Neighbours[0].Similarity),
        new("best-label", opinions => opinions.Classified.Count == 0 ? 0 : opinions.Classified[0].Probability),
        new("best-generated", opinions => opinions.Generated.Count == 0 ? 0 : MathF.Exp(opinions.Generated[0].MeanLogProbability)),
        new("words", opinions => MathF.Log(1 + opinions.Words.Count) / 4),
    ];

    /// <summary>Names of the features, <c>expert.evidence</c> or <c>expert.evidence*gate</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. All.SelectMany(evidence =>
            Gates.Select(gate => $"{evidence.Expert}.{evidence.Name}{(gate.Name.Length > 0 ? "*" + gate.Name : "")}".ToLowerInvariant()))];

    /// <summary>Number of features of a candidate.</summary>
    public static int Count => Names.Count;

    /// <summary>The expert a feature belongs to.</summary>
    public static PhraseExpert ExpertOf(int feature) => All[feature / Gates.Length].Expert;

    /// <summary>
    /// Features of a post's candidates, row-major [candidates, <see cref="Count"/>]. An expert's features are zero for phrases it did not
    /// propose.
    /// </summary>
    public static float[] Of(IReadOnlyList<PhraseCandidate> candidates, PhraseEvidence opinions)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(opinions);
        var gates = Gates.Select(gate => gate.Of(opinions)).ToArray();
        var features = new float[candidates.Count * Count];
        var at = 0;
        foreach (var candidate in candidates)
        {
            foreach (var evidence in All)
            {
                var value = Proposes(evidence.Expert, candidate) ? evidence.Of(candidate) : 0;
                foreach (var gate in gates)
                    features[at++] = value * gate;
            }
        }

        return features;
    }

    /// <summary>Whether an expert proposes a candidate.</summary>
    public static bool Proposes(PhraseExpert expert, PhraseCandidate candidate) => expert switch
    {
        PhraseExpert.Generator => candidate.GeneratorLogProbability is not null,
        PhraseExpert.Classifier => candidate.ClassifierProbability is not null,
        PhraseExpert.Neighbours => candidate.NeighbourShare is not null,
        _ => true,
    };

    private sealed record Evidence(PhraseExpert Expert, string Name, Func<PhraseCandidate, float> Of);

    private sealed record Gate(string Name, Func<PhraseEvidence, float> Of);
}
