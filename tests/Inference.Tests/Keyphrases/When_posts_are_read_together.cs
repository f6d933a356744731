using Engram.Inference.Keyphrases;
using Engram.Inference.Tests.Models;
using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Search;
using Engram.ModelStore.Sessions;
using Engram.TestKit;
using Engram.TestKit.Keyphrases;

namespace Engram.Inference.Tests.Keyphrases;

/// <summary>Batched and single reading of posts by a keyphrase network give the same result.</summary>
public sealed class When_posts_are_read_together : IDisposable
{
    // Sums over a padded batch run in a different order than over one post.
    private const float Tolerance = 1e-5f;

    private readonly TemporaryFolder _models = new();

    public static TheoryData<int, RandomKeyphraseModel> Models => new()
    {
        { 1, new RandomKeyphraseModel { Scale = 1.5f } },
        { 2, new RandomKeyphraseModel { Scale = 1.5f, ClassWords = new ClassWordsSettings { Labels = 3 } } },
        { 3, new RandomKeyphraseModel { Labels = [], Channels = null, Scale = 1.2f } },
        { 4, new RandomKeyphraseModel { Generates = false } },
        { 5, new RandomKeyphraseModel { ReadsAttributes = false, Regions = RegionSource.Objects,
            Search = new BeamSearchOptions { Beams = 4, Best = 3, MaxWords = 3, UnknownFeedback = CopiedWordFeedback.Unknown } } },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Should_say_of_each_what_is_said_of_it_alone(int seed, RandomKeyphraseModel model)
    {
        using var network = Open(model with { Seed = seed });
        var posts = Posts(network.Encoder, seed);
        var together = network.Read(posts);
        for (var i = 0; i < posts.Length; i++)
            ReadingAssert.Same(network.Read([posts[i]])[0], together[i], Tolerance);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Should_spread_the_attention_over_what_is_there(int seed, RandomKeyphraseModel model)
    {
        using var network = Open(model with { Seed = seed });
        var posts = Posts(network.Encoder, seed);
        foreach (var (post, reading) in posts.Zip(network.Read(posts)))
        {
            Assert.Equal(post.Tokens.Length, reading.TokenAttention.Length);
            Assert.Equal(1, reading.TokenAttention.Sum(), Tolerance);
            Assert.Equal(post.Regions.Length / (network.Encoder.Channels ?? 1), reading.RegionAttention.Length);
            Assert.Equal(reading.RegionAttention.Length > 0 ? 1 : 0, reading.RegionAttention.Sum(), Tolerance);
            Assert.All(
                reading.Generated.Where(phrase => phrase.Words.Count > 0), phrase => Assert.Equal(1, phrase.Attention.Sum(), Tolerance));
        }
    }

    [Fact]
    public void Should_let_the_classifiers_words_into_the_generator()
    {
        var model = new RandomKeyphraseModel { Labels = ["cat", "star wars", "winter"] };
        using var without = Open(model);
        using var with = Open(model with { Version = "2", ClassWords = new ClassWordsSettings { Labels = 1, Weight = 50 } });
        var post = without.Encoder.Encode(new KeyphraseInput { Text = "a zqx jedi" });

        var label = with.Read([post])[0].Classified[0].Phrase;
        Assert.Equal(label, without.Read([post])[0].Classified[0].Phrase);
        Assert.Contains(with.Read([post])[0].Generated[0].Words[0], label.Split(' '));
        Assert.NotEqual(without.Read([post])[0].Generated[0].Phrase, with.Read([post])[0].Generated[0].Phrase);
    }

    public void Dispose() => _models.Dispose();

    private KeyphraseNetwork Open(RandomKeyphraseModel model) =>
        KeyphraseNetwork.Open(model.AddTo(_models.Path), ExecutionDevice.Choose(new InferenceOptions()));

    /// <summary>Posts of all lengths, with and without words, unknown words, pictures, text in pictures and attributes.</summary>
    private static PostEncoding[] Posts(PostEncoder encoder, int seed)
    {
        var random = new Random(seed);
        var pool = encoder.Vocabulary.Words.Skip(5).Concat(["zqx", "vlorb", "quintz"]).ToArray();
        return [.. Enumerable.Range(0, 24).Select(i => encoder.Encode(new KeyphraseInput
        {
            Text = Sentence(random.Next(i % 7 == 0 ? 1 : 2, 14)),
            OcrText = i % 3 == 0 ? Sentence(8) : null,
            Attributes = i % 2 == 0 ? ["cat", "star wars"] : [],
            Regions = i % 4 == 0 && encoder.Channels is { } channels ? RandomWeights.Numbers(
                random, (i % 8 == 0 ? KeyphraseInterface.GridRegions : 3) * channels, 1) : ReadOnlyMemory<float>.Empty,
        }))];

        string Sentence(int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => pool[random.Next(pool.Length)]));
    }
}
