using Engram.Inference.Batching;
using Engram.Inference.Keyphrases;
using Engram.ModelPackage;
using Engram.ModelPackage.Keyphrases;

namespace Engram.Inference.Tests.Models;

public sealed class When_a_shipped_tagger_serves
{
    // Sums over a padded batch are taken in another order than over one post.
    private const float Tolerance = 1e-4f;

    private static readonly KeyphraseOptions AllPhrases = new() { MaxKeyphrases = 10_000, MinScore = 0 };

    public static TheoryData<string?> Names => PromotedPackages.NamesOf(ModelKinds.KeyphraseTagger);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Should_give_a_post_alone_what_it_gives_it_in_a_batch(string? name)
    {
        await using var tagger = Open(name);
        var posts = Posts(tagger.Encoder);
        var together = new Task<IReadOnlyList<ScoredPhrase>>[posts.Length];
        var alone = new IReadOnlyList<ScoredPhrase>[posts.Length];
        for (var i = 0; i < posts.Length; i++)
            alone[i] = await tagger.PredictAsync(posts[i], TestContext.Current.CancellationToken);
        for (var i = 0; i < posts.Length; i++)
            together[i] = tagger.PredictAsync(posts[i], TestContext.Current.CancellationToken);

        for (var i = 0; i < posts.Length; i++)
        {
            var scores = (await together[i]).ToDictionary(phrase => phrase.Phrase, phrase => phrase.Score);
            Assert.All(alone[i], phrase => Assert.Equal(phrase.Score, scores[phrase.Phrase], Tolerance));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Should_let_every_modality_count(string? name)
    {
        await using var tagger = Open(name);
        var bare = new TaggerPost { Text = "a cat and a dog at christmas" };
        var known = tagger.Encoder.Vocabulary.Words[^1];
        TaggerPost[] richer =
        [
            bare with { Attributes = ["cat", "dog", known] },
            bare with { OcrText = "merry christmas" },
            bare with { Grid = Grid(seed: 1, tagger.Encoder) },
        ];

        var before = await ScoresOf(tagger, bare);
        foreach (var post in richer)
            Assert.NotEqual(before, await ScoresOf(tagger, post));
    }

    private static async Task<float[]> ScoresOf(KeyphraseTagger tagger, TaggerPost post) =>
        [.. (await tagger.PredictAsync(tagger.Encoder.Encode(post), TestContext.Current.CancellationToken)).OrderBy(phrase => phrase.Phrase, StringComparer.Ordinal).Select(phrase => phrase.Score)];

    private static KeyphraseTagger Open(string? name) => KeyphraseTagger.Open(
        PromotedPackages.OpenOrSkip(name), ExecutionDevice.Choose(new InferenceOptions()), AllPhrases, PromotedPackages.Metrics, TimeProvider.System);

    private static EncodedPost[] Posts(TaggerEncoder encoder) =>
    [
        .. new TaggerPost[]
        {
            new() { Text = "cat" },
            new() { Text = "" , Grid = Grid(2, encoder) },
            new() { Text = "my dog likes the snow and so do i #winter", Attributes = ["dog", "snow"] },
            new() { Text = string.Join(' ', Enumerable.Repeat("a long post about nothing much", 20)) },
            new() { Text = "see the picture", OcrText = "happy birthday to you", Attributes = ["cake"], Grid = Grid(3, encoder) },
            new() { Text = "zzqx unheard of words 123 !!" },
        }.Select(encoder.Encode),
    ];

    private static float[] Grid(int seed, TaggerEncoder encoder)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, TaggerInterface.Regions * encoder.Channels).Select(_ => random.NextSingle())];
    }
}
