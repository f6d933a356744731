using Engram.Inference.Keyphrases;
using Engram.TestKit;

namespace Engram.Inference.Tests.Keyphrases;

/// <summary>Keyphrase prediction with missing or mismatched picture features.</summary>
public sealed class When_the_features_of_a_picture_are_not_as_announced(PostgresFixture postgres) : TaggingTest(postgres)
{
    private const int GridBytes = 49 * TinyClassifier.Channels * sizeof(ushort);

    [Theory]
    [InlineData(GridBytes - 1)]
    [InlineData(GridBytes + 1)]
    [InlineData(GridBytes - TinyClassifier.Channels * sizeof(ushort))]
    [InlineData(0)]
    public async Task Should_be_rejected_when_they_are_no_grid(int bytes)
    {
        var rejection = await RejectAsync(Post("cat") with { Grid = await StoreFeaturesAsync(new byte[bytes], TinyClassifier.Channels) });
        Assert.Equal(PostRejectedException.WrongFeatureShape, rejection.Code);
        Assert.Contains("Expected features of [49 + objects, 4] float16", rejection.Reason, StringComparison.Ordinal);
        Assert.EndsWith($"got {bytes} bytes.", rejection.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_skip_the_objects_behind_the_grid()
    {
        var grid = await StoreFeaturesAsync(new byte[GridBytes + 3 * TinyClassifier.Channels * sizeof(ushort)], TinyClassifier.Channels);
        Assert.Equal("cats", (await TagAsync(Post("cat") with { Grid = grid })).Keyphrases[0].Phrase);
    }

    [Fact]
    public async Task Should_count_as_absent_when_another_backbone_made_them()
    {
        var grid = await StoreFeaturesAsync(GridOf(0, 8, 0, 0), TinyClassifier.Channels, backbone: "other-backbone/1");
        await AssertAbsent(grid);
    }

    [Fact]
    public async Task Should_count_as_absent_when_they_have_other_channels() => await AssertAbsent(await StoreGridAsync(0, 8));

    [Fact]
    public async Task Should_count_as_absent_when_they_are_gone()
    {
        var grid = await StoreGridAsync(0, 8, 0, 0);
        await Host.Blobs.DeleteAsync([grid.PictureSha256], TestContext.Current.CancellationToken);
        await AssertAbsent(grid);
    }

    [Fact]
    public async Task Should_be_rejected_alone_when_the_model_fails_on_them()
    {
        var poisoned = Post("cat") with { Grid = await StoreGridAsync(0, float.NaN, 0, 0) };
        var healthy = Enumerable.Range(0, 20).Select(_ => Post("jedi")).ToArray();
        var rejection = RejectAsync(poisoned);
        var answers = await Task.WhenAll(healthy.Select(TagAsync));

        Assert.All(answers, answer => Assert.Equal("star wars", answer.Keyphrases[0].Phrase));
        Assert.Equal(PostRejectedException.ModelFailed, (await rejection).Code);
        Assert.Contains("not finite", (await rejection).Reason, StringComparison.Ordinal);
    }

    private async Task AssertAbsent(Contracts.Images.FeatureGrid grid)
    {
        var with = await TagAsync(Post("cat") with { Grid = grid });
        var without = await TagAsync(Post("cat"));
        Assert.Equal(without.Keyphrases, with.Keyphrases);
    }
}
