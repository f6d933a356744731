using Engram.ModelStore;
using Engram.ModelStore.Attributes;
using Engram.TestKit;
using Engram.TestKit.Attributes;
using Engram.Training.Loop;
using Engram.Training.Recipes.Attributes;

namespace Engram.Trainer.Tests.Attributes;

/// <summary>Training of attribute packages: <see cref="AttributeTraining"/> on tiny captions.</summary>
public sealed class When_attributes_are_trained : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TinyWordNet _words = new();

    public When_attributes_are_trained() => TinyCaptions.Write(_folder.In("data"));

    public void Dispose()
    {
        _words.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Should_learn_what_pictures_show_and_export_it()
    {
        var trained = Train("""{"wordMinimumCount": 2, "training": {"epochs": 20, "learningRate": 0.05}}""");

        var metrics = trained.Model.Manifest.Metrics;
        Assert.Equal(1, metrics["precision@1"]);
        Assert.True(metrics["precision@5"] > metrics["most-frequent.precision@5"], $"{metrics["precision@5"]}");
        Assert.InRange(trained.GreatestDifference, 0, ParityCheck.Tolerance);
        trained.Model.VerifyFiles();
        // All words have the same count, so they come in alphabetical order. Closed-class words and "standing" are left out.
        Assert.Equal(
            ["big", "dog", "grass", "green", "red", "sky", "zebra"], trained.Model.Read<string[]>(AttributeInterface.WordsFileName));
        Assert.Equal("eye/1", trained.Model.Manifest.Parameter<string>(AttributeInterface.BackboneParameter));
    }

    [Fact]
    public void Should_take_the_most_frequent_words_only() =>
        Assert.Equal(5, Train("""{"words": 5, "training": {"epochs": 1}}""").Model.Read<string[]>(AttributeInterface.WordsFileName).Length);

    [Fact]
    public void Should_find_one_result_by_one_seed()
    {
        var experiment = """{"training": {"epochs": 3, "seed": 7}}""";
        var (first, second) = (Train(experiment).Model, Train(experiment).Model);
        Assert.Equal(first.Manifest.Files[ModelManifest.NetworkFileName], second.Manifest.Files[ModelManifest.NetworkFileName]);
    }

    [Theory]
    [InlineData("""{"wordMinimumCount": 1000}""", "Only 0 nouns and adjectives")]
    [InlineData("""{"words": 4}""", "Words")]
    [InlineData("""{"dropout": 1}""", "Dropout")]
    [InlineData("""{"hidden": 1}""", "hidden")]
    public void Should_say_what_is_wrong_with_an_experiment(string experiment, string what) =>
        Assert.Contains(what, Assert.Throws<ExperimentException>(() => Train(experiment)).Message, StringComparison.Ordinal);

    [Fact]
    public void Should_say_when_a_split_has_no_captioned_picture()
    {
        TinyCaptions.Write(_folder.In("data"), pictures: 8);
        var error = Assert.Throws<ExperimentException>(() => Train("{}"));
        Assert.Contains("8 captioned pictures to train on, 0 to validate", error.Message, StringComparison.Ordinal);
    }

    private TrainedModel Train(string experiment) =>
        new TrainingRun(new AttributeTraining { WordNetFolder = _words.Folder }, new ModelRepository(_folder.In("models"))).Execute(
        new TrainingRequest("attributes", experiment, _folder.In("data"), "test"), _folder.In("run"), resume: false, null,
        TestContext.Current.CancellationToken);
}
