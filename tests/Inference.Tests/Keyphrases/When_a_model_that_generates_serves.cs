using Engram.Contracts.Keyphrases;
using Engram.Inference.Tests.Hosting;
using Engram.Inference.Tests.Questions;
using Engram.ModelStore;
using Engram.TestKit;
using Engram.TestKit.Keyphrases;

namespace Engram.Inference.Tests.Keyphrases;

/// <summary>Keyphrase prediction by a model that generates phrases.</summary>
public sealed class When_a_model_that_generates_serves(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly TemporaryFolder _models = new();
    private InferenceHost? _host;

    public async ValueTask InitializeAsync()
    {
        new RandomKeyphraseModel { Scale = 1.5f,
            Mixture = new Dictionary<string, float> { ["neighbours.share"] = 20, ["generator.proposed"] = 5 } }.AddTo(_models.Path);
        new ModelRepository(_models.Path).Promote("tagger", "1");
        TinyMemoryNetwork.AddPromoted(_models.Path);
        _host = await InferenceHost.StartAsync(postgres, _models.Path, ("Inference:Keyphrases:MinScore", "0"));
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.DisposeAsync();
        _models.Dispose();
    }

    [Fact]
    public async Task Should_say_where_each_phrase_comes_from_and_what_was_looked_at()
    {
        var answer = await TagAsync(Post("the cat zqx of the jedi") with { OcrText = "star wars winter" });

        Assert.NotEmpty(answer.Keyphrases);
        Assert.All(answer.Keyphrases, keyphrase => Assert.InRange(keyphrase.Score, 0, 1));
        Assert.True(answer.Keyphrases.Sum(keyphrase => keyphrase.Score) <= 1.0001f);
        Assert.Contains(answer.Keyphrases,
            keyphrase => keyphrase.Source is KeyphraseSource.Generator or KeyphraseSource.CopiedFromPost or KeyphraseSource.CopiedFromOcr);
        Assert.All(answer.Keyphrases.Where(keyphrase => keyphrase.Words is not null),
            keyphrase => Assert.All(keyphrase.Words!, word => Assert.InRange(word.Weight, 0.05f, 1)));
        Assert.NotEmpty(answer.Attention!.Words);
        Assert.True(answer.Attention.Words.Zip(answer.Attention.Words.Skip(1)).All(pair => pair.First.Weight >= pair.Second.Weight));
        Assert.All(answer.Attention.Words, word => Assert.Equal(word.Word is "star" or "wars" or "winter", word.IsFromPicture));
        Assert.Empty(answer.Attention.Regions);
    }

    [Fact]
    public async Task Should_let_the_neighbours_that_a_post_brings_vote()
    {
        var neighbours = new RecalledNeighbours
        {
            SetId = Guid.NewGuid(),
            Posts = [new NeighbourPost { MemoryId = 1, Similarity = 0.5f, Keyphrases = ["may the fourth"] }],
        };
        var answer = await TagAsync(Post("the cat") with { Neighbours = neighbours });

        Assert.Equal(("may the fourth", "#MayTheFourth", KeyphraseSource.Neighbour),
            (answer.Keyphrases[0].Phrase, answer.Keyphrases[0].Hashtag, answer.Keyphrases[0].Source));
        Assert.Null(answer.Keyphrases[0].Words);
        Assert.Equal(neighbours.SetId, answer.Neighbours!.SetId);
    }

    private async Task<KeyphrasesPredicted> TagAsync(PredictKeyphrases command)
    {
        await _host!.PublishAsync(command);
        return await _host.Heard.FirstAsync<KeyphrasesPredicted>(answer => answer.CommandId == command.CommandId);
    }

    private static PredictKeyphrases Post(string text) =>
        new() { CommandId = Guid.NewGuid(), PostId = Guid.NewGuid(), Text = text, Attributes = [] };
}
