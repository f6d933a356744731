using Engram.MemoryNetworks.Encoding;
using Engram.ModelStore;
using Engram.TestKit;
using Engram.TestKit.Stories;
using Engram.Trainer.Tests.Training;
using Engram.Training.Loop;
using Engram.Training.Recipes.Stories;
using Engram.Training.Torch;

namespace Engram.Trainer.Tests.Stories;

/// <summary>Training on bAbI stories: <see cref="StoryTraining"/>.</summary>
public sealed class When_stories_are_learned : IDisposable
{
    private const string TwoTasks = """
        {
          "tasks": [1, 2],
          "training": { "seed": 3, "epochs": 14, "learningRate": 0.02, "decayEveryEpochs": 6, "restarts": 2 },
          "endToEnd": { "width": 12, "hops": 2, "linearStartEpochs": 4 }
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public When_stories_are_learned()
    {
        Assert.SkipUnless(TorchBridge.IsAvailable, TorchBridge.UnavailableReason ?? "");
        Directory.CreateDirectory(Data);
        TinyStories.Write(Data, 1, "train", 150, seed: 1);
        TinyStories.Write(Data, 2, "train", 150, seed: 2);
    }

    private string Data => _folder.In("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Should_answer_most_questions_and_export_what_it_learned()
    {
        var trained = Run(TwoTasks, "one");
        var metrics = trained.Model.Manifest.Metrics;
        Assert.InRange(metrics["validation.qa1.error"], 0, 0.1);
        Assert.InRange(trained.GreatestDifference, 0, ParityCheck.Tolerance);
        Assert.Equal([1, 2], trained.Model.Manifest.Parameter<int[]>(StoryTask.TasksParameter));
        Assert.Contains("John,Mary", trained.Model.Read<string[]>(MemoryInterface.AnswersFileName));
        // The history comes from the restart, one of two, that ends with the lower loss.
        var history = ManifestJson.Read<EpochFigures[]>(_folder.In("one", TrainingRun.HistoryFileName));
        Assert.Equal(18, history.Length);
        Assert.Equal(1, history[3].Phase);
        Assert.Equal(0.02, history[3].LearningRate);
        Assert.Equal(0.02, history[9].LearningRate);
        Assert.Equal(0.01, history[10].LearningRate);
        Assert.Equal(Losses().Min(), history[^1].Loss);
    }

    [Fact]
    public void Should_go_on_after_a_break_as_if_there_had_been_none()
    {
        var expected = Run(TwoTasks, "unbroken");
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Run(TwoTasks, "broken", new AtEpoch(7, stop.Cancel), stop.Token));
        var resumed = Run(TwoTasks, "broken");
        Assert.Equal(
            expected.Model.Manifest.Files[ModelManifest.NetworkFileName], resumed.Model.Manifest.Files[ModelManifest.NetworkFileName]);
    }

    [Fact]
    public void Should_train_the_key_value_network_on_stories_too()
    {
        var manifest = new TrainingRun(new StoryTraining(ModelKinds.KeyValueMemory), new ModelRepository(_folder.In("models"))).Execute(
            new TrainingRequest("key-value", """{ "tasks": [1], "training": { "epochs": 3 }, "endToEnd": { "linearStartEpochs": 1 } }""", Data, "test"),
            _folder.In("key-value"), resume: false, null, TestContext.Current.CancellationToken).Model.Manifest;
        Assert.Equal(ModelKinds.KeyValueMemory, manifest.Kind);
        Assert.Equal(
            MemoryInterface.InputsOf(AnswerSource.Listed).Select(input => input.Name), manifest.Inputs.Select(input => input.Name));
    }

    [Fact]
    public void Should_hold_out_whole_stories()
    {
        var folder = StoryFolder.Open(Data);
        var (training, validation) = (folder.Read(1, StorySplit.Train, 0.1, 1), folder.Read(1, StorySplit.Validation, 0.1, 1));
        Assert.Equal((270, 30), (training.Count, validation.Count));
        Assert.Empty(training.Select(question => question.StoryNumber).Intersect(validation.Select(question => question.StoryNumber)));
        Assert.NotEqual(validation.Select(question => question.StoryNumber),
            folder.Read(1, StorySplit.Validation, 0.1, 2).Select(question => question.StoryNumber));

        TinyStories.Write(Data, 1, "valid", 5, seed: 9);
        Assert.Equal(
            (300, 10), (StoryFolder.Open(Data).Read(1, StorySplit.Train, 0.1, 1).Count,
                StoryFolder.Open(Data).Read(1, StorySplit.Validation, 0.1, 1).Count));
    }

    [Theory]
    [InlineData("""{ "tasks": [1, 7] }""", "task 7")]
    [InlineData("""{ "tasks": [] }""", "Tasks")]
    [InlineData("""{ "tasks": [1], "endToEnd": { "hops": 0 } }""", "Hops")]
    [InlineData("""{ "tasks": [1], "endToEnd": { "hop": 2 } }""", "hop")]
    [InlineData("""{ "tasks": [1], "training": { "optimiser": "adamw" } }""", "optimiser")]
    public void Should_say_what_is_wrong_with_an_experiment(string experiment, string what) =>
        Assert.Contains(what, Assert.Throws<ExperimentException>(() => Run(experiment, "wrong")).Message, StringComparison.Ordinal);

    private TrainedModel Run(string experiment, string checkpoints) =>
        Run(experiment, checkpoints, null, TestContext.Current.CancellationToken);

    private TrainedModel Run(
        string experiment, string checkpoints, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        new TrainingRun(new StoryTraining(ModelKinds.EndToEndMemory), new ModelRepository(_folder.In("models"))).Execute(
            new TrainingRequest("stories", experiment, Data, "test"), _folder.In(checkpoints), resume: true, progress, cancellationToken);

    /// <summary>Final losses of both restarts, each trained alone.</summary>
    private double[] Losses() => [.. new[] { 3, 4 }.Select(seed =>
    {
        var alone = Experiment.With(Experiment.With(TwoTasks, "training.seed", seed), "training.restarts", 1);
        return Run(alone, $"alone-{seed}").History[^1].Loss;
    })];
}
