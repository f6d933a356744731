using Engram.Contracts.Keyphrases;
using Engram.Inference.Tests.Hosting;
using Engram.TestKit;

namespace Engram.Inference.Tests.Keyphrases;

/// <summary>The starter tagger on posts that confuse taggers. It may return nothing, except where a test requires a
/// phrase.</summary>
public sealed class When_a_post_is_odd(PostgresFixture postgres) : IAsyncLifetime
{
    private InferenceHost? _host;

    public async ValueTask InitializeAsync() => _host = await InferenceHost.StartAsync(postgres, Repository.PathOf("models"));

    public ValueTask DisposeAsync() => _host!.DisposeAsync();

    [Fact]
    public async Task Should_leave_it_bare_when_it_has_no_topic()
    {
        foreach (var text in (string[])["@somebody_else", "https://t.co/zzYYxx12", ".", "98765 4321", "Look at bit.ly/3xyz and "
            + "example.org/bar", "Ugh I feel so bad today :/", "haha ok 😂😂", "@a @b @c"])
            Assert.True((await TagAsync(text)).Count == 0, $"'{text}' is tagged {string.Join(", ", await TagAsync(text))}.");
    }

    [Fact]
    public async Task Should_name_its_hashtags_in_words_first()
    {
        Assert.Equal("climate justice now", (await TagAsync("so glad about #CLIMATEJUSTICENOW today"))[0]);
        Assert.Equal(["noel gallagher", "oasis", "wembley"],
            (await TagAsync("Tonight was #oasis #wembley #noelgallagher")).Take(3).Order(StringComparer.Ordinal));
        Assert.Equal(["sunset"], await TagAsync("#sunset @a @b @c"));
    }

    [Fact]
    public async Task Should_keep_a_name_whole()
    {
        var tags = await TagAsync("Seeing Arctic Monkeys in Leeds tonight, my life is complete");
        Assert.Contains("arctic monkeys", tags.Take(2));
        Assert.DoesNotContain("monkeys", tags);
        Assert.Contains("tsla", await TagAsync("$TSLA down 3% after the recall"));
    }

    [Theory]
    [InlineData("RT @some_one: Floods in the valley https://t.co/Qx12Ab via @ABC", "rt", "via", "t.co", "qx12ab", "abc", "some one",
        "@abc")]
    [InlineData("Tom &amp; Jerry &lt;3 you &gt; me", "amp", "lt", "gt", "3", "lt 3")]
    [InlineData("Party in 🇮🇹🇪🇸 with 👏🏾", "🇮🇹", "🇪🇸", "🇮", "👏🏾", "👏")]
    [InlineData("$TSLA down 3% after the recall", "percent", "3", "3%")]
    [InlineData("La tormenta golpeó la costa esta noche", "la", "esta", "noche", "golpeó")]
    [InlineData("<p>Rye bread at last &amp; it is good <a href=\"https://social.example/tags/baking\" class=\"mention "
        + "hashtag\">#<span>baking</span></a></p>", "p", "href", "class", "span", "mention", "mention hashtag")]
    public async Task Should_not_name_what_is_no_phrase(string text, params string[] forbidden)
    {
        var tags = await TagAsync(text);
        Assert.Empty(tags.Intersect(forbidden));
    }

    [Fact]
    public async Task Should_read_letters_of_other_scripts_and_styles()
    {
        Assert.All(await TagAsync("𝓯𝓾𝓷𝓴𝔂 𝕞𝕦𝕤𝕚𝕔 about volcanoes"), tag => Assert.All(tag, letter => Assert.True(char.IsAscii(letter))));
        Assert.Contains("supermarket", await TagAsync("The super\u00ADmarket in Leeds is open again"));
        Assert.All(await TagAsync("今天东京下雪了，浅草寺很美"), tag => Assert.Contains(tag, (string[])["东京", "浅草寺", "下雪", "浅草"]));
    }

    private async Task<IReadOnlyList<string>> TagAsync(string text)
    {
        var command = new PredictKeyphrases { CommandId = Guid.NewGuid(), PostId = Guid.NewGuid(), Text = text, Attributes = [] };
        await _host!.PublishAsync(command);
        var tagged = await _host.Heard.FirstAsync<KeyphrasesPredicted>(answer => answer.CommandId == command.CommandId);
        return [.. tagged.Keyphrases.Select(keyphrase => keyphrase.Phrase)];
    }
}
