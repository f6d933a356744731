using Engram.Contracts.Keyphrases;
using Engram.TestKit;

namespace Engram.Inference.Tests.Keyphrases;

/// <summary>Keyphrase prediction by the inference service.</summary>
public sealed class When_a_post_is_to_be_tagged(PostgresFixture postgres) : TaggingTest(postgres)
{
    protected override (string, string)[] Settings =>
        [("Inference:Keyphrases:MaxKeyphrases", "3"), ("Inference:Keyphrases:MinScore", "0.01")];

    [Fact]
    public async Task Should_answer_with_its_keyphrases_best_first()
    {
        var command = Post("Supernatural, supernatural and a JEDI!");
        var answer = await TagAsync(command);

        Assert.Equal(command.PostId, answer.PostId);
        Assert.Equal("tagger/1", answer.Model);
        Assert.Equal(["spn family", "star wars"], answer.Keyphrases.Select(keyphrase => keyphrase.Phrase));
        Assert.Equal(["#SpnFamily", "#StarWars"], answer.Keyphrases.Select(keyphrase => keyphrase.Hashtag));
        // Softmax of the votes 0, 8, 4, 0. The two labels without votes stay below the minimum score.
        Assert.Equal(0.9814, answer.Keyphrases[0].Score, tolerance: 1e-4);
        Assert.Equal(0.0180, answer.Keyphrases[1].Score, tolerance: 1e-4);
        Assert.All(answer.Keyphrases, keyphrase => Assert.Equal(KeyphraseSource.Classifier, keyphrase.Source));
    }

    [Fact]
    public async Task Should_give_no_more_keyphrases_than_asked_for() =>
        Assert.Equal(3, (await TagAsync(Post("and"))).Keyphrases.Count);

    [Fact]
    public async Task Should_read_the_words_of_its_picture() =>
        Assert.Equal("star wars", await BestAsync(Post("and") with { OcrText = "JEDI" }));

    [Fact]
    public async Task Should_read_the_attributes_of_its_picture() =>
        Assert.Equal("cats", await BestAsync(Post("and") with { Attributes = ["cat"] }));

    [Fact]
    public async Task Should_read_the_grid_of_its_picture() =>
        Assert.Equal("2019", await BestAsync(Post("and") with { Grid = await StoreGridAsync(0, 0, 0, 5) }));

    [Fact]
    public async Task Should_tell_how_much_each_region_and_word_counted()
    {
        var attention = (await TagAsync(Post("and cat") with { Grid = await StoreGridAsync(0, 0, 0, 5) })).Attention!;
        Assert.Equal(Enumerable.Repeat(0.02f, 49), attention.Regions); // 1/49 each, rounded to three digits
        Assert.Equal([("and", 0.5f), ("cat", 0.5f)], attention.Words.Select(word => (word.Word, word.Weight)));
    }

    [Fact]
    public async Task Should_tag_a_post_that_is_only_a_picture() =>
        Assert.Equal("spn family", await BestAsync(Post("") with { Grid = await StoreGridAsync(0, 5, 0, 0) }));

    [Fact]
    public async Task Should_answer_a_redelivery_with_the_same()
    {
        var command = Post("cat");
        await Host.PublishAsync(command);
        await Host.PublishAsync(command);

        var answers = await Host.Heard.AtLeastAsync<KeyphrasesPredicted>(2);
        Assert.Equivalent(answers[0], answers[1], strict: true);
    }

    [Fact]
    public async Task Should_be_rejected_when_there_is_nothing_to_read()
    {
        var rejection = await RejectAsync(Post(" \n") with { OcrText = "--" });
        Assert.Equal("nothing-to-read", rejection.Code);
        Assert.Equal("The post has no words, and nothing could be read from a picture.", rejection.Reason);
    }

    private async Task<string> BestAsync(PredictKeyphrases command) => (await TagAsync(command)).Keyphrases[0].Phrase;
}
