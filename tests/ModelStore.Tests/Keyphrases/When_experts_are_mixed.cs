using Engram.Keyphrases;
using Engram.Keyphrases.Ranking;
using Engram.Keyphrases.Search;

namespace Engram.ModelStore.Tests.Keyphrases;

/// <summary><see cref="PhraseRanker"/>.</summary>
public sealed class When_experts_are_mixed : TemporaryRepository
{
    // Rounding of sums of float32 probabilities.
    private const double Rounding = 1e-5;

    private static readonly PhraseEvidence Opinions = new()
    {
        Words = ["the", "dogs", "of", "war", "are", "barking"],
        OcrWords = ["winter", "is", "coming"],
        Generated = [Generated("dog", -0.2f, PhraseSource.CopiedFromPost), Generated("got", -1.5f, PhraseSource.Generator),
            Generated("winter is", -3, PhraseSource.CopiedFromOcr)],
        Classified = [new("cats", 0.4f), new("dogs", 0.3f)],
        Neighbours = [new(0.8f, ["got", "war"]), new(0.5f, ["war"]), new(0.1f, ["<unk> thing", "barking"])],
    };

    [Fact]
    public void Should_join_phrases_of_the_same_stems()
    {
        var candidates = PhraseCandidates.Of(Opinions);

        Assert.Equal(["dog", "got", "winter is", "cats", "war", "barking"], candidates.Select(candidate => candidate.Phrase));
        var dog = candidates[0];
        Assert.Equal((-0.2f, 0.3f, 1, 0.2f), (dog.GeneratorLogProbability, dog.ClassifierProbability, dog.ClassifierRank, dog.PlaceInPost));
        Assert.Equal(PhraseSource.CopiedFromPost, dog.GeneratorSource);
        Assert.Null(dog.NeighbourShare);
        Assert.True(candidates[2].IsInOcr);
        Assert.Null(candidates[2].PlaceInPost);
    }

    [Fact]
    public void Should_count_votes_by_squared_similarity()
    {
        var votes = NeighborVote.Count(Opinions.Neighbours);

        Assert.Equal(["war", "got", "<unk> thing", "barking"], votes.Select(vote => vote.Phrase));
        Assert.Equal((0.89, 0.8, 2), (Math.Round(votes[0].Votes, 6), Math.Round(votes[0].Similarity, 6), votes[0].Posts));
        Assert.Equal(1, votes.Sum(vote => vote.Share), Rounding);
        Assert.Equal(0.89 / (0.89 + 0.64 + 0.01 + 0.01), votes[0].Share, Rounding);
    }

    [Fact]
    public void Should_count_one_phrase_of_a_neighbour_once()
    {
        var vote = Assert.Single(NeighborVote.Count([new(0.5f, ["dog", "dogs", " Dog"])]));
        Assert.Equal((0.25, 1.0, 1), (vote.Votes, vote.Share, vote.Posts));
    }

    [Fact]
    public void Should_trust_each_expert_by_its_weight()
    {
        Assert.Equal(("dog", PhraseSource.CopiedFromPost), Best(Mixture(("generator.probability", 5))));
        Assert.Equal(("cats", PhraseSource.Classifier), Best(Mixture(("classifier.probability", 5))));
        Assert.Equal(("war", PhraseSource.Neighbour), Best(Mixture(("neighbours.share", 5))));
        Assert.Equal(("winter is", PhraseSource.CopiedFromOcr), Best(Mixture(("words.in-ocr", 5))));
    }

    [Fact]
    public void Should_let_the_gate_decide_between_experts()
    {
        var mixture = Mixture(("generator.probability", 2), ("neighbours.share*nearest-neighbour", 6));

        Assert.Equal(("war", PhraseSource.Neighbour), Best(mixture));
        var far =
            Opinions with { Neighbours = [.. Opinions.Neighbours.Select(neighbour =>
                neighbour with { Similarity = neighbour.Similarity / 10 })] };
        Assert.Equal("dog", mixture.Rank(far, 1)[0].Phrase);
    }

    [Fact]
    public void Should_name_the_expert_that_counted_most_of_those_that_agree() =>
        Assert.Equal(("got", PhraseSource.Neighbour),
            Best(Mixture(("words.generator-and-neighbours", 9), ("generator.probability", 1), ("neighbours.share", 3))));

    [Fact]
    public void Should_give_probabilities_best_first()
    {
        var ranked = Mixture(("neighbours.share", 3), ("generator.probability", 1), ("words.any", 1)).Rank(Opinions, 10);

        Assert.Equal(6, ranked.Count);
        Assert.All(ranked, phrase => Assert.InRange(phrase.Score, 0, 1));
        Assert.All(ranked.Zip(ranked.Skip(1)), pair => Assert.True(pair.First.Score >= pair.Second.Score));
        Assert.InRange(ranked.Sum(phrase => phrase.Score), 0, 1 + Rounding);
    }

    [Fact]
    public void Should_have_nothing_to_say_where_no_expert_has() =>
        Assert.Empty(Mixture(("words.any", 1)).Rank(new PhraseEvidence { Words = ["hello"] }, 5));

    [Fact]
    public void Should_be_read_from_a_package_as_it_was_written()
    {
        var mixture = Mixture(("neighbours.share", 3), ("words.in-post*words", -0.25f));
        var package = Models.Add(ManifestOf("keyphrases", "1"), mixture.Save);

        Assert.Equal(mixture.Weights, PhraseRanker.Of(package)!.Weights);
        Assert.Null(PhraseRanker.Of(Add("1")));
    }

    [Fact]
    public void Should_refuse_weights_of_other_features()
    {
        var package = Models.Add(
            ManifestOf("keyphrases", "1"),
            folder => ManifestJson.Write(
                Path.Combine(folder, KeyphraseInterface.MixtureFileName), new Dictionary<string, float> { ["neighbours.charm"] = 1 }));

        var error = Assert.Throws<ModelPackageException>(() => PhraseRanker.Of(package));
        Assert.Contains("fit the mixture anew", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new PhraseRanker([1, 2]));
    }

    [Fact]
    public void Should_look_at_the_best_labels_and_at_those_in_the_post()
    {
        var labels = new LabelCandidates(["cats", "dog", "winter is coming", "dogs of war", "birds"]);

        var picked = labels.Of([0.5f, 0.1f, 0.0f, 0.05f, 0.35f], Opinions.Words, Opinions.OcrWords, most: 1);

        Assert.Equal(["cats", "dog", "dogs of war", "winter is coming"], picked.Select(label => label.Phrase));
        Assert.Equal([0.5f, 0.1f, 0.05f, 0.0f], picked.Select(label => label.Probability));
    }

    private static GeneratedPhrase Generated(string phrase, float logProbability, PhraseSource source) =>
        new() { Words = phrase.Split(' '), MeanLogProbability = logProbability, Source = source, Attention = [] };

    private static PhraseRanker Mixture(params (string Feature, float Weight)[] weights) =>
        new([.. RankingFeatures.Names.Select(name => weights.SingleOrDefault(weight => weight.Feature == name).Weight)]);

    private static (string Phrase, PhraseSource Source) Best(PhraseRanker mixture)
    {
        var best = mixture.Rank(Opinions, 1)[0];
        return (best.Phrase, best.Source);
    }
}
