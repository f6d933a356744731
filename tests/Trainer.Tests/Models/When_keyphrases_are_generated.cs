using Engram.Keyphrases.Encoding;
using Engram.Text;
using Engram.Trainer.Tests.Torch;
using Engram.Training.Models;
using Engram.Training.Recipes.Keyphrases;
using Engram.Training.Torch;

namespace Engram.Trainer.Tests.Models;

/// <summary>The generator of <see cref="M3hAtt"/>.</summary>
public sealed class When_keyphrases_are_generated : TorchTest
{
    private const int V = 30;

    private readonly M3hAtt _model = NewModel();

    // The second post has two out-of-vocabulary words, with ids V and V + 1.
    private readonly PostEncoding[] _posts =
    [
        Post([5, 6, 7, 8, 5], [5, 6, 7, 8, 5], []),
        Post([9, 3, 3], [9, V, V + 1], ["ozil", "kca"]),
    ];

    [Fact]
    public void Should_make_a_distribution_in_the_first_phase()
    {
        var step = Step(classes: null, copyWeight: 1);
        AssertValues(step.Probabilities.sum(1), 1, 1);
        AssertValues(step.Copy.sum(1), 1, 1);
    }

    [Fact]
    public void Should_sum_to_two_less_the_gate_in_the_second_phase_as_released()
    {
        var step = Step(Classes(1), copyWeight: 1);
        AssertValues(step.Probabilities.sum(1), [.. step.Generate.ToFloat32().Select(generate => 2 - generate)]);
    }

    [Fact]
    public void Should_make_a_distribution_in_the_second_phase_when_the_weights_share_one()
    {
        var step = Step(Classes(0.3f), copyWeight: 0.7);
        AssertValues(step.Probabilities.sum(1), 1, 1);
    }

    [Fact]
    public void Should_give_a_word_that_the_vocabulary_lacks_by_copying_it()
    {
        var step = Step(classes: null, copyWeight: 1);
        var copied = (1 - step.Generate.ToFloat32()[1]) * step.Copy.select(0, 1).ToFloat32()[2];
        Assert.True(copied > 0);
        AssertValues(step.Probabilities.select(0, 1).select(0, V + 1), copied);
    }

    [Fact]
    public void Should_add_up_a_word_that_the_post_has_twice()
    {
        var step = Step(classes: null, copyWeight: 1);
        var without = Step(classes: null, copyWeight: 0);
        var copy = step.Copy.select(0, 0).ToFloat32();
        var expected = (1 - step.Generate.ToFloat32()[0]) * (copy[0] + copy[4]);
        AssertValues(step.Probabilities.select(0, 0).select(0, 5) - without.Probabilities.select(0, 0).select(0, 5), expected);
    }

    [Fact]
    public void Should_train_on_the_probabilities_that_the_search_sees()
    {
        var (tensors, reading) = Read();
        long[][] phrases = [[7, 12], [V + 1]];
        var trained = _model.Generator!.forward(
            reading, tensors.CopyIds, KeyphraseTensors.Of(phrases, tensors.AbsentTokens, V), Classes(0.5f), 0.5).ToFloat32();

        var projected = _model.Generator.Attention.Memory.forward(reading.Memory);
        var state = reading.State;
        var searched = new List<float>[] { [], [] };
        for (var place = 0; place < 3; place++)
        {
            long[] before =
                [.. phrases.Select(phrase =>
                    place == 0 ? Vocabulary.Begin : place > phrase.Length ? Vocabulary.Padding
                        : Math.Min(phrase[place - 1], V) == V ? Vocabulary.Unknown : phrase[place - 1])];
            var step = _model.Generator.Step(
                reading, projected, tensors, new BeamTensors(I([2], 0, 1), I([2], before), state), 2, Classes(0.5f), 0.5);
            state = step.State;
            for (var post = 0; post < 2; post++)
            {
                if (place <= phrases[post].Length)
                    searched[post].Add(
                        step.Probabilities.select(0, post)
                            .ToFloat32()[place < phrases[post].Length ? phrases[post][place] : Vocabulary.End]);
            }
        }

        AssertValues(T([trained.Length], trained), [.. searched[0], .. searched[1]]);
    }

    [Fact]
    public void Should_give_a_phrase_alone_what_it_gives_it_among_others()
    {
        var (tensors, reading) = Read();
        var together = _model.Generator!.forward(
            reading, tensors.CopyIds, KeyphraseTensors.Of([[7, 12, 13], [V]], tensors.AbsentTokens, V), null, 1).ToFloat32();
        var alone = KeyphraseTensors.Of(PostBatch.Of([_posts[1]], null), null);
        var single = _model.Generator.forward(
            _model.Read(alone), alone.CopyIds, KeyphraseTensors.Of([[V]], alone.AbsentTokens, V), null, 1);
        AssertValues(single, together[4..]);
    }

    [Fact]
    public void Should_learn_everything_at_first_and_the_generator_alone_in_the_second_phase()
    {
        _model.train();
        Assert.Empty(WithoutGradient(classes: null));

        foreach (var parameter in _model.parameters())
            parameter.grad?.Dispose();
        using var second = NewModel();
        second.FreezeAllButGenerator(unusedLayer: false);
        Assert.Equal(
            second.named_parameters().Where(one => !one.name.StartsWith("generator.", StringComparison.Ordinal)).Select(one => one.name),
            WithoutGradient(Classes(1), second));
    }

    private IEnumerable<string> WithoutGradient(ClassTensors? classes, M3hAtt? model = null)
    {
        model ??= _model;
        var tensors = KeyphraseTensors.Of(PostBatch.Of(_posts, null), null);
        var reading = model.Read(tensors);
        var generated = model.Generator!.forward(
            reading, tensors.CopyIds, KeyphraseTensors.Of([[7, 12], [V]], tensors.AbsentTokens, V), classes, 1);
        var loss = generated.log().sum().neg() + model.Classify(reading.Fused).square().sum();
        loss.backward();
        return [.. model.named_parameters().Where(one =>
            one.parameter.grad?.ToFloat32().Any(value => value != 0) is not true).Select(one => one.name)];
    }

    private GeneratorStep Step(ClassTensors? classes, double copyWeight)
    {
        var (tensors, reading) = Read();
        var projected = _model.Generator!.Attention.Memory.forward(reading.Memory);
        return _model.Generator.Step(
            reading, projected, tensors, new BeamTensors(I([2], 0, 1), I([2], 1, 1), reading.State), 2, classes, copyWeight);
    }

    private (PostTensors Tensors, EncodedPost Reading) Read()
    {
        var tensors = KeyphraseTensors.Of(PostBatch.Of(_posts, null), null);
        return (tensors, _model.Read(tensors));
    }

    /// <summary>Classifier words whose weights add up to <paramref name="sum"/>. One word occurs twice.</summary>
    private static ClassTensors Classes(float sum) =>
        new(I([2, 3], 7, 20, 7, 9, 21, 0), T([2, 3], 0.5f * sum, 0.25f * sum, 0.25f * sum, 0.25f * sum, 0.75f * sum, 0));

    private static M3hAtt NewModel()
    {
        torch.manual_seed(5);
        var model = new M3hAtt(new CrossMediaShape { Words = V, Labels = 4, EmbeddingWidth = 6, HiddenUnits = 5 });
        model.eval();
        return model;
    }

    private static PostEncoding Post(long[] tokens, long[] copyIds, string[] unknown) => new()
    {
        Words = [.. tokens.Select(token => $"{token}")],
        Tokens = tokens,
        CopyIds = copyIds,
        UnknownWords = unknown,
        FirstOcrWord = tokens.Length,
        Attributes = [],
        Regions = ReadOnlyMemory<float>.Empty,
    };
}
