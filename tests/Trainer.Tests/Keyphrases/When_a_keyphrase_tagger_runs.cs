using Engram.ModelPackage;
using Engram.ModelPackage.Keyphrases;
using Engram.Trainer.Keyphrases;
using Engram.Trainer.Models;
using Engram.Trainer.Tests.Torch;
using Engram.Trainer.Torch;
using Engram.Trainer.Training;

namespace Engram.Trainer.Tests.Keyphrases;

public sealed class When_a_keyphrase_tagger_runs : TorchTest
{
    private const int Channels = 3;
    private const int Labels = 7;
    private static readonly KeyphraseTaggerShape Shape = new(
        Words: 20, Labels, Channels, EmbeddingWidth: 6, HiddenUnits: 5, Layers: 2, Heads: 2, HeadWidth: 4, Attributes: true, Vision: true);

    private readonly KeyphraseTagger _model = NewModel(Shape);

    // Long with everything, short without a picture, middling with attributes only.
    private readonly EncodedPost[] _posts =
    [
        new() { Tokens = [5, 6, 7, 4, 8, 9], Attributes = [10, 11, 12, 13, 14], Grid = GridOf(1) },
        new() { Tokens = [15], Attributes = [], Grid = default(ReadOnlyMemory<float>) },
        new() { Tokens = [16, 3, 17], Attributes = [18, 3], Grid = default(ReadOnlyMemory<float>) },
    ];

    [Fact]
    public void Should_give_a_post_alone_what_it_gives_it_among_others()
    {
        var together = Run(TaggerBatch.Of(_posts, Channels)).Logits;
        for (var row = 0; row < _posts.Length; row++)
            AssertValues(together.select(0, row), Run(TaggerBatch.Of([_posts[row]], Channels)).Logits.ToFloat32());
    }

    [Fact]
    public void Should_not_look_at_what_is_masked()
    {
        var batch = TaggerBatch.Of(_posts, Channels);
        var expected = Run(batch).Logits.ToFloat32();
        for (var i = 0; i < batch.AttributeMask.Length; i++)
            batch.Attributes[i] = batch.AttributeMask[i] == 0 ? 19 : batch.Attributes[i];
        for (var i = 0; i < batch.GridMask.Length; i++)
            batch.Grid.AsSpan(i * Channels, batch.GridMask[i] == 0 ? Channels : 0).Fill(5);
        for (var row = 0; row < batch.Posts; row++)
            batch.Tokens.AsSpan((row * batch.LongestPost) + batch.TokenLengths[row], batch.LongestPost - batch.TokenLengths[row]).Fill(19);

        AssertValues(Run(batch).Logits, expected);
    }

    [Fact]
    public void Should_look_at_each_modality_there_is()
    {
        var expected = Run(TaggerBatch.Of([_posts[0]], Channels)).Logits.ToFloat32();
        EncodedPost[] changed =
        [
            _posts[0] with { Tokens = [5, 6, 19, 4, 8, 9] }, _posts[0] with { Attributes = [10, 11, 12, 13, 19] }, _posts[0] with { Grid = GridOf(2) },
        ];
        Assert.All(changed, post => Assert.NotEqual(expected, Run(TaggerBatch.Of([post], Channels)).Logits.ToFloat32()));
    }

    [Fact]
    public void Should_spread_attention_over_a_posts_own_tokens()
    {
        var batch = TaggerBatch.Of(_posts, Channels);
        var attention = Run(batch).TokenAttention;

        AssertValues(attention.sum(1), 1, 1, 1);
        var ofTheShortest = attention.select(0, 1).ToFloat32();
        Assert.Equal(new float[batch.LongestPost - 1], ofTheShortest[1..]);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Should_compute_the_same_in_onnx_runtime(bool attributes, bool vision)
    {
        using var model = NewModel(Shape with { Attributes = attributes, Vision = vision });
        var path = Path.Combine(Directory.CreateTempSubdirectory("engram-tagger-").FullName, ModelManifest.NetworkFileName);
        File.WriteAllBytes(path, KeyphraseTaggerGraph.Export(model));

        var difference = ParityCheck.Run(path, [CaseOf(model, _posts), CaseOf(model, [_posts[1]]), CaseOf(model, [_posts[2], _posts[0]])]);

        Assert.InRange(difference, 0, ParityCheck.Tolerance);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void Should_leave_no_tensor_behind()
    {
        var before = Tensor.TotalCount;
        using (torch.NewDisposeScope())
            Run(TaggerBatch.Of(_posts, Channels)).Logits.sum().backward();
        using (torch.NewDisposeScope())
            Assert.Equal(before, Tensor.TotalCount);
    }

    private (Tensor Logits, Tensor TokenAttention) Run(TaggerBatch batch) => _model.forward(TaggerBatches.ToTensors(batch, Channels));

    private static ParityCase CaseOf(KeyphraseTagger model, EncodedPost[] posts)
    {
        var batch = TaggerBatch.Of(posts, Channels);
        var (logits, attention) = model.forward(TaggerBatches.ToTensors(batch, Channels));
        return TaggerParity.CaseOf(batch, Channels, logits, attention);
    }

    private static KeyphraseTagger NewModel(KeyphraseTaggerShape shape)
    {
        torch.manual_seed(5);
        var model = new KeyphraseTagger(shape, dropout: 0.5, attentionDropout: 0.5);
        model.eval();
        return model;
    }

    private static float[] GridOf(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, TaggerInterface.Regions * Channels).Select(_ => random.NextSingle())];
    }
}
