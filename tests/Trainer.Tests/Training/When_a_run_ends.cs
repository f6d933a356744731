using Engram.ModelStore;
using Engram.TestKit;
using Engram.Trainer.Tests.Torch;
using Engram.Training.Loop;

namespace Engram.Trainer.Tests.Training;

/// <summary>Export, parity check and promotion at the end of <see cref="TrainingRun"/>.</summary>
public sealed class When_a_run_ends : TorchTest
{
    private static readonly TrainingSettings Settings = new()
    {
        Epochs = 30,
        LearningRate = 0.1,
        PatienceEpochs = 30,
        MinimumMetrics = new Dictionary<string, double> { ["accuracy"] = 0.8 },
    };

    private static readonly TrainingRequest Request = new("line", "{}", "", "none: trained by a test");

    [Fact]
    public void Should_promote_a_good_model()
    {
        using var folder = new TemporaryFolder();
        var models = new ModelRepository(folder.In("models"));
        var trained = Run(folder, models, Settings);

        Assert.True(trained.IsPromoted, string.Join("; ", trained.Objections));
        Assert.Equal("1", models.CurrentVersion("line"));
        Assert.InRange(trained.GreatestDifference, 0, ParityCheck.Tolerance);
        Assert.True(models.Current("line").Manifest.Metrics["accuracy"] >= 0.8);
        models.Current("line").VerifyFiles();
        Assert.True(File.Exists(folder.In("checkpoints", TrainingRun.HistoryFileName)));
    }

    [Fact]
    public void Should_keep_the_old_version_when_the_gate_objects()
    {
        using var folder = new TemporaryFolder();
        var models = new ModelRepository(folder.In("models"));
        Run(folder, models, Settings);
        var trained = Run(folder, models, Settings with { Epochs = 1, LearningRate = 1e-6 });

        Assert.False(trained.IsPromoted);
        Assert.Contains("at least 0.8000", Assert.Single(trained.Objections), StringComparison.Ordinal);
        Assert.Equal("1", models.CurrentVersion("line"));
        Assert.Equal("2", trained.Model.Manifest.Version);
    }

    [Fact]
    public void Should_add_no_package_when_the_export_computes_something_else()
    {
        using var folder = new TemporaryFolder();
        var models = new ModelRepository(folder.In("models"));
        var failure = Assert.Throws<ParityException>(() => Run(folder, models, Settings, exportError: 0.001f));

        Assert.Contains("Output 'y' differs at 1", failure.Message, StringComparison.Ordinal);
        Assert.Empty(models.List());
        Assert.Null(models.CurrentVersion("line"));
    }

    [Fact]
    public void Should_not_go_on_from_a_checkpoint_of_other_data()
    {
        using var folder = new TemporaryFolder();
        RunOn("a file");
        RunOn("a file");
        var refusal = Assert.Throws<ExperimentException>(() => RunOn("another file"));
        Assert.Contains("on other data", refusal.Message, StringComparison.Ordinal);

        void RunOn(string sha256)
        {
            var training = new LineTraining(
                Settings with { Epochs = 1 }, data: new TrainingData { Name = "lines.txt", Sha256 = sha256, Rows = 1 });
            new TrainingRun(training, new ModelRepository(folder.In("models")))
                .Execute(Request, folder.In("checkpoints"), resume: true, null, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void Should_object_to_a_model_that_is_worse_than_the_promoted_one()
    {
        var settings = Settings with { AllowedLoss = 0.01 };
        var promoted = new Dictionary<string, double> { ["accuracy"] = 0.9 };
        Assert.Empty(Gate.Objections(new Dictionary<string, double> { ["accuracy"] = 0.895 }, promoted, settings));
        Assert.Single(Gate.Objections(new Dictionary<string, double> { ["accuracy"] = 0.885 }, promoted, settings));
        Assert.Single(Gate.Objections(new Dictionary<string, double> { ["accuracy"] = 0.79 }, null, settings));
        Assert.Single(Gate.Objections(new Dictionary<string, double> { ["accuracy"] = double.NaN }, null, settings));
        Assert.Contains(
            "no metric 'accuracy'", Gate.Objections(new Dictionary<string, double>(), null, settings)[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "can't be read")]
    [InlineData("null", "is null")]
    [InlineData("""{"widht": 3}""", "widht")]
    [InlineData("""{"width": 0}""", "Width")]
    [InlineData("""{"training": {"epochs": 0}}""", "Epochs")]
    public void Should_refuse_an_experiment_that_is_wrong(string json, string named)
    {
        var refusal = Assert.Throws<ExperimentException>(() => Experiment.Read<Engram.Training.Recipes.Memories.MemoryExperiment>(json));
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_name_the_kinds_there_are()
    {
        var refusal = Assert.Throws<ExperimentException>(() => TrainableKinds.All.Find("oracle"));
        Assert.Contains("kv-memnn", refusal.Message, StringComparison.Ordinal);
    }

    private static TrainedModel Run(TemporaryFolder folder, ModelRepository models, TrainingSettings settings, float exportError = 0) =>
        new TrainingRun(new LineTraining(settings, exportError), models)
            .Execute(Request, folder.In("checkpoints"), resume: false, null, TestContext.Current.CancellationToken);
}
