using Engram.Inference.Keyphrases;
using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;

namespace Engram.Inference.Tests.Models;

/// <summary>Checks each promoted keyphrase model of the repository.</summary>
public sealed class When_a_shipped_keyphrase_model_serves
{
    // Sums over a padded batch run in a different order than over one post.
    private const float Tolerance = 1e-4f;

    public static TheoryData<string?> Names => PromotedPackages.NamesOf(ModelKinds.Keyphrases);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Should_give_a_post_alone_what_it_gives_it_in_a_batch(string? name)
    {
        await using var model = Open(name);
        var posts = Posts(model.Encoder);
        var together = new Task<KeyphraseOutputs>[posts.Length];
        var alone = new KeyphraseOutputs[posts.Length];
        for (var i = 0; i < posts.Length; i++)
            alone[i] = await model.ReadAsync(posts[i], TestContext.Current.CancellationToken);
        for (var i = 0; i < posts.Length; i++)
            together[i] = model.ReadAsync(posts[i], TestContext.Current.CancellationToken);

        for (var i = 0; i < posts.Length; i++)
            ReadingAssert.Same(alone[i], await together[i], Tolerance);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Should_let_every_modality_count(string? name)
    {
        await using var model = Open(name);
        var bare = new KeyphraseInput { Text = "a cat and a dog at christmas" };
        var known = model.Encoder.Vocabulary.Words[^1];
        KeyphraseInput[] richer =
        [
            bare with { Attributes = ["cat", "dog", known] },
            bare with { OcrText = "merry christmas" },
            bare with { Regions = Grid(seed: 1, model.Encoder) },
        ];

        var before = await ScoresOf(model, bare);
        foreach (var post in richer)
            Assert.NotEqual(before, await ScoresOf(model, post));
    }

    private static async Task<float[]> ScoresOf(KeyphraseModel model, KeyphraseInput post)
    {
        var reading = await model.ReadAsync(model.Encoder.Encode(post), TestContext.Current.CancellationToken);
        return [.. reading.Classified.Select(label => label.Probability), .. reading.Generated.Select(phrase => phrase.MeanLogProbability)];
    }

    private static KeyphraseModel Open(string? name) => KeyphraseModel.Open(
        PromotedPackages.OpenOrSkip(name), ExecutionDevice.Choose(new InferenceOptions()), new KeyphraseOptions(),
        PromotedPackages.Metrics, TimeProvider.System);

    private static PostEncoding[] Posts(PostEncoder encoder) =>
    [
        .. new KeyphraseInput[]
        {
            new() { Text = "cat" },
            new() { Text = "" , Regions = Grid(2, encoder) },
            new() { Text = "my dog likes the snow and so do i #winter", Attributes = ["dog", "snow"] },
            new() { Text = string.Join(' ', Enumerable.Repeat("a long post about nothing much", 20)) },
            new() { Text = "see the picture", OcrText = "happy birthday to you", Attributes = ["cake"], Regions = Grid(3, encoder) },
            new() { Text = "zzqx unheard of words 123 !!" },
        }.Select(encoder.Encode),
    ];

    private static float[] Grid(int seed, PostEncoder encoder)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, KeyphraseInterface.GridRegions * (encoder.Channels ?? 0)).Select(_ => random.NextSingle())];
    }
}
