using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.ModelStore;
using Engram.TestKit;
using Engram.Training.Loop;
using Engram.Training.Recipes.Keyphrases;

namespace Engram.Trainer.Tests.Keyphrases;

/// <summary>Training on posts with identical text and different pictures. They differ in the grid or in the objects; every fifth
/// picture has no objects.</summary>
public sealed class When_pictures_are_learned_from : IDisposable
{
    private const int Channels = 3;
    private const int PicturesWithoutObjects = 5;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(RegionSource.Grid)]
    [InlineData(RegionSource.Objects)]
    public void Should_tell_the_pictures_apart_by_the_regions_asked_for(RegionSource asked)
    {
        Write(told: asked);
        var trained = Train(asked);

        var metrics = trained.Model.Manifest.Metrics;
        // Pictures without objects can only be guessed: one of two phrases.
        Assert.InRange(metrics["drawn.classifier.f1@1"], asked == RegionSource.Grid ? 1 : 1 - (1.0 / PicturesWithoutObjects), 1);
        Assert.Equal(asked, trained.Model.Manifest.Parameter<RegionSource>(KeyphraseInterface.RegionsParameter));
        Assert.Equal("eye/1", trained.Model.Manifest.Parameter<string>(KeyphraseInterface.BackboneParameter));
        Assert.InRange(trained.GreatestDifference, 0, ParityCheck.Tolerance);
        Assert.Contains(TaggerDataSet.ObjectsFileName, trained.Model.Manifest.Training.Data.Select(data => data.Name));
    }

    [Fact]
    public void Should_not_see_in_the_objects_what_only_the_grid_shows()
    {
        Write(told: RegionSource.Grid);
        Assert.InRange(Train(RegionSource.Objects).Model.Manifest.Metrics["drawn.classifier.f1@1"], 0, 0.7);
    }

    [Fact]
    public void Should_say_that_an_older_folder_holds_no_objects()
    {
        Write(told: RegionSource.Grid);
        var path = _folder.In("data", TaggerDataSet.DescriptionFileName);
        ManifestJson.Write(path, ManifestJson.Read<TaggerDataSetDescription>(path) with { ObjectRows = null });

        Assert.Contains("run 'engram-lab data prepare' anew",
            Assert.Throws<ExperimentException>(() => Train(RegionSource.Objects)).Message, StringComparison.Ordinal);
        Assert.Equal(1, Train(RegionSource.Grid).Model.Manifest.Metrics["drawn.classifier.f1@1"]);
    }

    private TrainedModel Train(RegionSource regions) =>
        new TrainingRun(new KeyphraseTraining(), new ModelRepository(_folder.In("models"))).Execute(
        new TrainingRequest(
            "tiny",
            $$"""
            {"regions": "{{regions.ToString().ToLowerInvariant()}}", "fusion": "attention", "pairs": ["text-over-vision", "vision-over-text"], "generator": false, "embeddingWidth": 8, "hiddenUnits": 6,
             "heads": 2, "headWidth": 4, "training": {"seed": 3, "batchExamples": 8, "epochs": 15, "learningRate": 0.02, "patienceEpochs": 15} }
            """,
            _folder.In("data"),
            "test"),
        _folder.In("run"), resume: false, null, TestContext.Current.CancellationToken);

    private void Write(RegionSource told)
    {
        using var writer = new TaggerDataSetWriter(_folder.In("data"), Channels);
        var random = new Random(1);
        for (var i = 0; i < 60; i++)
        {
            var isCat = i / 2 % 2 == 0;
            var post = new LabelledPost
            {
                Id = $"drawn/{i}",
                Source = "drawn",
                Text = "look at this",
                Ocr = "",
                Attributes = [],
                Keyphrases = [isCat ? "cats" : "spn family"],
                Split = (i % 6) switch { 4 => DataSplit.Valid, 5 => DataSplit.Test, _ => DataSplit.Train },
            };
            var objects = Enumerable.Range(0, i % PicturesWithoutObjects).Select(_ => Features(1, isCat && told == RegionSource.Objects))
                .ToArray();
            writer.Add(post, Features(KeyphraseInterface.GridRegions, isCat && told == RegionSource.Grid), objects);
        }

        writer.Complete("eye/1", "eye/1", []);

        // [rows, channels]: noise, plus 2 in the first channel if the picture shows a cat.
        float[] Features(int rows, bool showsCat) =>
            [.. Enumerable.Range(0, rows * Channels).Select(at => random.NextSingle() + (showsCat && at % Channels == 0 ? 2 : 0))];
    }
}
