using Engram.ModelPackage;
using Engram.ModelPackage.Keyphrases;
using Engram.Trainer.Keyphrases;
using Engram.Trainer.Tests.Torch;
using Engram.Trainer.Training;

namespace Engram.Trainer.Tests.Keyphrases;

/// <summary>On posts whose word gives one keyphrase and whose picture gives the other.</summary>
public sealed class When_a_keyphrase_tagger_is_trained : TorchTest, IDisposable
{
    private const int Channels = 4;
    private const string Small = "\"embeddingWidth\": 8, \"hiddenUnits\": 8, \"heads\": 2, \"headWidth\": 4, \"dropout\": 0, \"wordDropout\": 0, \"textDropout\": 0, \"wordMinimumCount\": 1";
    private const string Training = "\"training\": {\"seed\": 3, \"epochs\": 12, \"patienceEpochs\": 12, \"batchExamples\": 16, \"learningRate\": 0.01}";
    private const string Experiment = $"{{{Small}, {Training}}}";
    private const string TextOnly = $"{{\"vision\": false, \"attributes\": false, \"ocr\": false, {Small}, {Training}}}";
    private static readonly string[] Words = ["cat", "dog", "bird", "fish"];
    private static readonly string[] Colours = ["red", "green", "blue", "grey"];

    private readonly string _folder = Directory.CreateTempSubdirectory("engram-tagger-").FullName;

    public When_a_keyphrase_tagger_is_trained()
    {
        using var writer = new TaggerDataSetWriter(Path.Combine(_folder, "data"), Channels);
        var random = new Random(1);
        for (var i = 0; i < 240; i++)
        {
            var (word, colour) = (random.Next(Words.Length), random.Next(Colours.Length));
            var grid = new float[TaggerInterface.Regions * Channels];
            for (var region = 0; region < TaggerInterface.Regions; region++)
                grid[(region * Channels) + colour] = 1;
            writer.Add(
                new LabelledPost
                {
                    Id = $"toy/{i}",
                    Source = "toy",
                    Text = $"look a {Words[word]}",
                    Ocr = "",
                    Attributes = [],
                    Keyphrases = [$"{Words[word]} pictures", Colours[colour]],
                    Split = i % 6 == 0 ? DataSplit.Test : i % 6 == 1 ? DataSplit.Valid : DataSplit.Train,
                },
                grid);
        }

        writer.Complete("eye/1", []);
    }

    [Fact]
    public void Should_learn_from_the_picture_what_the_text_does_not_say()
    {
        var sighted = Train("sighted", Experiment);
        var blind = Train("blind", TextOnly);

        Assert.True(sighted.IsPromoted);
        Assert.True(sighted.Model.Manifest.Metrics["toy.map@5"] > blind.Model.Manifest.Metrics["toy.map@5"]);
        Assert.True(sighted.Model.Manifest.Metrics["toy.f1@3"] > sighted.Model.Manifest.Metrics["most-frequent.toy.f1@3"]);
    }

    [Fact]
    public void Should_make_a_package_that_says_what_serving_must_know()
    {
        var model = Train("toy-tagger", Experiment).Model;

        model.VerifyFiles();
        Assert.Equal("eye/1", model.Manifest.Parameter<string>(TaggerInterface.BackboneParameter));
        Assert.Equal(Channels, TaggerEncoder.Of(model).Channels);
        Assert.Equal(Words.Select(word => $"{word} pictures").Concat(Colours).Order(), model.Read<string[]>(TaggerInterface.LabelsFileName).Order());
        Assert.Equal("probabilities float32 [batch, 8]", model.Manifest.Outputs[0].ToString());
    }

    [Fact]
    public void Should_give_the_same_package_for_the_same_seed()
    {
        var (first, second) = (Train("first", Experiment).Model, Train("second", Experiment).Model);

        Assert.Equal(first.Manifest.Files, second.Manifest.Files);
    }

    [Fact]
    public void Should_say_what_is_wrong_with_an_experiment_or_its_data()
    {
        Assert.Contains("hiddenUnit", Assert.Throws<ExperimentException>(() => Train("a", "{\"hiddenUnit\": 3}")).Message, StringComparison.Ordinal);
        Assert.Contains("Heads", Assert.Throws<ExperimentException>(() => Train("a", "{\"heads\": 0}")).Message, StringComparison.Ordinal);
        Assert.Contains("0 training posts", Assert.Throws<ExperimentException>(() => Train("a", "{\"labelMinimumCount\": 999}")).Message, StringComparison.Ordinal);
        Directory.Delete(Path.Combine(_folder, "data"), recursive: true);
        Assert.Contains("dataset.json does not exist", Assert.Throws<ExperimentException>(() => Train("a", "{}")).Message, StringComparison.Ordinal);
    }

    private TrainedModel Train(string name, string experiment) =>
        new TrainingRun(new KeyphraseTaggerTraining(), new ModelRepository(Path.Combine(_folder, "models"))).Execute(
            new TrainingRequest(name, experiment, Path.Combine(_folder, "data"), "a test"),
            Path.Combine(_folder, "work", name), resume: false, progress: null, CancellationToken.None);

    void IDisposable.Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        Dispose();
    }
}
