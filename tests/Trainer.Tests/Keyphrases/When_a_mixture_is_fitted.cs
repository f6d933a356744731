using Engram.Keyphrases.Ranking;
using Engram.Keyphrases.Search;
using Engram.Training.Recipes.Keyphrases;

namespace Engram.Trainer.Tests.Keyphrases;

/// <summary><see cref="MixtureFitting"/>.</summary>
public sealed class When_a_mixture_is_fitted
{
    private static readonly MixtureSettings Settings = new() { Steps = 200 };

    [Fact]
    public void Should_learn_whom_to_trust_when()
    {
        var mixture = MixtureFitting.Fit([.. Enumerable.Range(0, 200).Select(Example)], Settings);

        var right = Enumerable.Range(1000, 100).Select(Example)
            .Count(example => mixture.Rank(example.Opinions, 1)[0].Phrase == example.Targets[0]);
        Assert.Equal(100, right);
    }

    [Fact]
    public void Should_score_by_the_chance_to_be_right()
    {
        var mixture = MixtureFitting.Fit([.. Enumerable.Range(0, 300).Select(Chance)], Settings);

        Assert.Equal(0.7, mixture.Rank(Chance(0).Opinions, 1)[0].Score, tolerance: 0.05);
    }

    [Fact]
    public void Should_give_the_same_weights_for_the_same_seed()
    {
        var examples = Enumerable.Range(0, 50).Select(Example).ToList();
        Assert.Equal(MixtureFitting.Fit(examples, Settings).Weights, MixtureFitting.Fit(examples, Settings).Weights);
    }

    // The neighbors are right if the nearest one is similar (about 0.8), the generator is right otherwise.
    private static MixtureExample Example(int number)
    {
        var isNear = number % 2 == 0;
        return new MixtureExample(
            new PhraseEvidence
            {
                Words = ["some", "words"],
                Generated =
                    [new GeneratedPhrase { Words = ["generated"], MeanLogProbability = -0.5f, Source = PhraseSource.Generator,
                        Attention = [] }],
                Neighbours = [new TaggedNeighbour((isNear ? 0.8f : 0.2f) + (number % 7 * 0.01f), ["voted"])],
            },
            [isNear ? "voted" : "generated"]);
    }

    // The neighbor's phrase is right for seven of ten posts.
    private static MixtureExample Chance(int number) => new(
        new PhraseEvidence { Words = ["some", "words"], Neighbours = [new TaggedNeighbour(0.5f, ["voted"])] },
        [number % 10 < 7 ? "voted" : "unheard of"]);
}
