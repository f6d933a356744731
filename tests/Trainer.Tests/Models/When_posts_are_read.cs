using Engram.Keyphrases.Encoding;
using Engram.Trainer.Tests.Torch;
using Engram.Training.Models;
using Engram.Training.Recipes.Keyphrases;
using Engram.Training.Torch;

namespace Engram.Trainer.Tests.Models;

/// <summary>The encoder of <see cref="M3hAtt"/>.</summary>
public sealed class When_posts_are_read : TorchTest
{
    private const int C = 3;

    private static readonly CrossMediaShape Shape = new()
    {
        Words = 30,
        Labels = 7,
        Channels = C,
        Attributes = true,
        EmbeddingWidth = 6,
        HiddenUnits = 5,
        Heads = 2,
        HeadWidth = 4,
        Dropout = 0.5,
        InputDropout = 0.5,
        FusedDropout = 0.5,
    };

    // A long post with everything, a short one without a picture, one with attributes only, and one with some regions of a picture.
    private readonly PostEncoding[] _posts =
    [
        Post([5, 6, 7, 4, 8, 9], [10, 11, 12, 13, 14], RegionsOf(1, 49)),
        Post([15], [], []),
        Post([16, 3, 17], [18, 3], []),
        Post([19, 20], [], RegionsOf(2, 3)),
    ];

    public static TheoryData<string> Fusions => [.. NamedShapes.Select(shape => shape.Key)];

    private static IReadOnlyDictionary<string, CrossMediaShape> NamedShapes { get; } = new Dictionary<string, CrossMediaShape>
    {
        ["text alone"] = Shape,
        ["sum"] =
            Shape with { Fusion = FusionKind.Sum, TextPooling = Pooling.Mean, VisionPooling = Pooling.Max,
                AttributePooling = Pooling.Mean },
        ["as released"] = Shape with { Fusion = FusionKind.Attention, Pairs = [AttentionPair.VisionOverText] },
        ["as in the paper"] = Shape with { Fusion = FusionKind.Attention, Pairs = Enum.GetValues<AttentionPair>(), Project = true },
        ["single attentions"] =
            Shape with { Fusion = FusionKind.Attention, Pairs = [AttentionPair.TextOverVision, AttentionPair.AttributesOverText],
                Attention = AttentionKind.Additive },
        ["stacked"] = Shape with { Fusion = FusionKind.Attention, Pairs = [AttentionPair.VisionOverText], StackedAttentions = 2 },
        ["co-attention from text"] = Shape with { Fusion = FusionKind.CoAttentionFromText },
        ["co-attention from vision"] = Shape with { Fusion = FusionKind.CoAttentionFromVision },
    };

    [Fact]
    public void Should_have_the_parameters_of_the_released_model()
    {
        using var model = new M3hAtt(new CrossMediaShape
        {
            Words = 45_006,
            Labels = 4_262,
            Channels = 512,
            Fusion = FusionKind.Attention,
            Pairs = [AttentionPair.VisionOverText],
        });
        Assert.Equal(26_500_205, model.parameters().Sum(parameter => parameter.numel()));

        model.FreezeAllButGenerator(unusedLayer: true);
        Assert.Equal(14_541_408, model.parameters().Where(parameter => parameter.requires_grad).Sum(parameter => parameter.numel()));
    }

    [Theory]
    [MemberData(nameof(Fusions))]
    public void Should_give_the_shapes_that_the_generator_reads(string fusion)
    {
        using var model = NewModel(fusion);
        var reading = Read(model, _posts);
        Assert.Equal([4, 6, 10], reading.Memory.shape);
        Assert.Equal([4, 10], reading.State.shape);
        Assert.Equal([4, 10], reading.Fused.shape);
        Assert.Equal([4, 6], reading.TokenAttention.shape);
        Assert.Equal([4, 7], model.Classify(reading.Fused).shape);
    }

    [Theory]
    [MemberData(nameof(Fusions))]
    public void Should_give_a_post_alone_what_it_gives_it_among_others(string fusion)
    {
        using var model = NewModel(fusion);
        var together = Read(model, _posts);
        for (var row = 0; row < _posts.Length; row++)
        {
            var alone = Read(model, [_posts[row]]);
            AssertValues(together.Fused.select(0, row), alone.Fused.ToFloat32());
            AssertValues(together.State.select(0, row), alone.State.ToFloat32());
            AssertValues(together.Memory.select(0, row).narrow(0, 0, _posts[row].Tokens.Length), alone.Memory.ToFloat32());
        }
    }

    [Theory]
    [MemberData(nameof(Fusions))]
    public void Should_not_look_at_padding_or_at_what_is_masked(string fusion)
    {
        using var model = NewModel(fusion);
        var batch = PostBatch.Of(_posts, C);
        var expected = model.Read(KeyphraseTensors.Of(batch, C)).Fused.ToFloat32();
        Fill(batch.Tokens, batch.TokenMask, 1, 29);
        Fill(batch.Attributes, batch.AttributeMask, 1, 29);
        Fill(batch.Regions, batch.RegionMask, C, 5);
        AssertValues(model.Read(KeyphraseTensors.Of(batch, C)).Fused, expected);
    }

    [Theory]
    [InlineData("sum")]
    [InlineData("as in the paper")]
    public void Should_look_at_each_modality_there_is(string fusion)
    {
        using var model = NewModel(fusion);
        var expected = Read(model, [_posts[0]]).Fused.ToFloat32();
        PostEncoding[] changed =
        [
            _posts[0] with { Tokens = [5, 6, 19, 4, 8, 9] }, _posts[0] with { Attributes = [10, 11, 12, 13, 19] },
            _posts[0] with { Regions = RegionsOf(3, 49) },
        ];
        Assert.All(changed, post => Assert.NotEqual(expected, Read(model, [post]).Fused.ToFloat32()));
    }

    [Fact]
    public void Should_read_a_post_without_a_picture_as_a_model_of_text_alone_does()
    {
        using var released = NewModel("as released");
        using var text = NewModel("text alone");
        text.load_state_dict(released.named_parameters().ToDictionary(one => one.name, one => one.parameter));
        AssertValues(Read(released, [_posts[2]]).Fused, Read(text, [_posts[2]]).Fused.ToFloat32());
    }

    [Fact]
    public void Should_spread_attention_over_a_posts_own_tokens()
    {
        using var model = NewModel("as in the paper");
        var attention = Read(model, _posts).TokenAttention;
        AssertValues(attention.sum(1), 1, 1, 1, 1);
        Assert.Equal(new float[5], attention.select(0, 1).ToFloat32()[1..]);
    }

    [Fact]
    public void Should_tell_how_alike_the_heads_are()
    {
        using var attention = new MultiHeadAttention(width: 4, heads: 2, headWidth: 3, dropout: 0);
        attention.eval();
        float[] one = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        foreach (var layer in new[] { attention.Query, attention.Key, attention.Value })
        {
            layer.weight.Assign(T([6, 4], [.. one, .. one]));
            layer.bias!.Assign(torch.zeros(6));
        }

        var (query, memory, absent) = (T([1, 4], 1, 0, 0, 1), T([1, 2, 4], 1, 2, 0, 1, 0, 1, 1, 0), torch.zeros(1, 2).eq(1));
        AssertValues(attention.forward(query, memory, absent).Likeness!, 1);

        // With a memory of one member, the two heads read orthogonal values: likeness 0.
        attention.Value.weight.Assign(T([6, 4], 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0));
        AssertValues(attention.forward(query, memory.narrow(1, 0, 1), absent.narrow(1, 0, 1)).Likeness!, 0);
    }

    [Fact]
    public void Should_norm_as_the_released_code_does()
    {
        using var norm = new UnbiasedLayerNorm(3);
        // Mean 2, unbiased deviation 1.
        AssertValues(norm.forward(T([1, 3], 1, 2, 3)), -1 / 1.000001f, 0, 1 / 1.000001f);
    }

    [Fact]
    public void Should_leave_no_tensor_behind()
    {
        using var model = NewModel("as in the paper");
        model.train();
        var before = Tensor.TotalCount;
        using (torch.NewDisposeScope())
            Read(model, _posts).Fused.sum().backward();
        foreach (var parameter in model.parameters())
            parameter.grad?.Dispose();
        Assert.Equal(before, Tensor.TotalCount);
    }

    private static EncodedPost Read(M3hAtt model, PostEncoding[] posts) => model.Read(KeyphraseTensors.Of(PostBatch.Of(posts, C), C));

    private static M3hAtt NewModel(string fusion)
    {
        torch.manual_seed(5);
        var model = new M3hAtt(NamedShapes[fusion]);
        model.eval();
        return model;
    }

    private static void Fill<TValue>(TValue[] values, float[] mask, int width, TValue value)
    {
        for (var i = 0; i < mask.Length; i++)
        {
            if (mask[i] == 0)
                values.AsSpan(i * width, width).Fill(value);
        }
    }

    private static PostEncoding Post(long[] tokens, long[] attributes, float[] regions) => new()
    {
        Words = [.. tokens.Select(token => token.ToString(System.Globalization.CultureInfo.InvariantCulture))],
        Tokens = tokens,
        CopyIds = tokens,
        UnknownWords = [],
        FirstOcrWord = tokens.Length,
        Attributes = attributes,
        Regions = regions,
    };

    private static float[] RegionsOf(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count * C).Select(_ => random.NextSingle())];
    }
}
