using Engram.Contracts.Keyphrases;
using Engram.Inference.Tests.Hosting;
using Engram.TestKit;

namespace Engram.Inference.Tests.Keyphrases;

/// <summary>Serving the starter tagger, whose ranker returns keyphrases from every source.</summary>
public sealed class When_a_package_has_a_ranker(PostgresFixture postgres) : IAsyncLifetime
{
    private InferenceHost? _host;

    public async ValueTask InitializeAsync() => _host = await InferenceHost.StartAsync(postgres, Repository.PathOf("models"));

    public ValueTask DisposeAsync() => _host!.DisposeAsync();

    [Fact]
    public async Task Should_tell_source_and_words_of_a_keyphrase()
    {
        var tagged = await TagAsync("Watched it with Anna Miller in London #StarWars");
        Assert.Null(tagged.Reason);
        var hashtag = Assert.Single(tagged.Keyphrases, keyphrase => keyphrase.Phrase == "star wars");
        Assert.Equal((KeyphraseSource.Hashtag, "#StarWars"), (hashtag.Source, hashtag.Hashtag));
        Assert.Equal(["Star", "Wars"], hashtag.RestsOn!);
        Assert.Equal(["Anna", "Miller"], Assert.Single(tagged.Keyphrases, keyphrase => keyphrase.Phrase == "anna miller").RestsOn!);
        Assert.Equal(tagged.Keyphrases.Select(keyphrase => keyphrase.Score).OrderDescending(),
            tagged.Keyphrases.Select(keyphrase => keyphrase.Score));
    }

    [Fact]
    public async Task Should_say_that_a_post_has_no_topic()
    {
        var tagged = await TagAsync("@somebody ok so you are right about that then");
        Assert.Empty(tagged.Keyphrases);
        Assert.Equal(KeyphrasesPredicted.NoTopic, tagged.Reason);
    }

    private async Task<KeyphrasesPredicted> TagAsync(string text)
    {
        var command = new PredictKeyphrases { CommandId = Guid.NewGuid(), PostId = Guid.NewGuid(), Text = text, Attributes = [] };
        await _host!.PublishAsync(command);
        return await _host.Heard.FirstAsync<KeyphrasesPredicted>(answer => answer.CommandId == command.CommandId);
    }
}
