using Engram.TestKit;
using Engram.Trainer.Tests.Torch;
using Engram.Training.Loop;
using Engram.Training.Torch;

namespace Engram.Trainer.Tests.Training;

/// <summary><see cref="TrainingLoop"/>.</summary>
public sealed class When_a_model_is_trained : TorchTest
{
    private static readonly TrainingSettings Settings =
        new() { Seed = 3, Epochs = 6, BatchExamples = 5, LearningRate = 0.05, PatienceEpochs = 6 };

    [Fact]
    public void Should_lower_the_loss()
    {
        using var task = new LineTask(Settings with { Epochs = 40, PatienceEpochs = 40 });
        var history = new TrainingLoop(task, "line").Run(resume: false, null, TestContext.Current.CancellationToken);
        Assert.True(history[^1].Loss < history[0].Loss / 4, $"{history[0].Loss} -> {history[^1].Loss}");
    }

    [Fact]
    public void Should_give_the_same_weights_for_the_same_seed()
    {
        Assert.Equal(WeightsAfter(Settings), WeightsAfter(Settings));
        Assert.NotEqual(WeightsAfter(Settings), WeightsAfter(Settings with { Seed = 4 }));
    }

    [Fact]
    public void Should_leave_no_tensors_behind()
    {
        WeightsAfter(Settings);
        var before = Tensor.TotalCount;
        WeightsAfter(Settings);
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Theory]
    [InlineData(2, 3)] // in the middle of the second epoch
    [InlineData(4, 5)] // after the last step of the fourth
    public void Should_go_on_after_a_break_as_if_there_had_been_none(int epoch, int step)
    {
        using var folder = new TemporaryFolder();
        using var unbroken = new LineTask(Settings);
        var expected = new TrainingLoop(unbroken, "line").Run(resume: false, null, TestContext.Current.CancellationToken);

        using var stop = new CancellationTokenSource();
        using (var broken = new LineTask(Settings))
            Assert.Throws<OperationCanceledException>(
                () => new TrainingLoop(broken, "line", folder.Path).Run(resume: true, new AtStep(epoch, step, stop.Cancel), stop.Token));
        using var resumed = new LineTask(Settings);
        var history = new TrainingLoop(resumed, "line", folder.Path).Run(resume: true, null, TestContext.Current.CancellationToken);

        Assert.Equal(expected.Select(row => row.Loss), history.Select(row => row.Loss));
        Assert.Equal(unbroken.Weights(), resumed.Weights());
    }

    [Fact]
    public void Should_start_anew_when_not_asked_to_resume()
    {
        using var folder = new TemporaryFolder();
        using var first = new LineTask(Settings);
        new TrainingLoop(first, "line", folder.Path).Run(resume: false, null, TestContext.Current.CancellationToken);
        using var second = new LineTask(Settings with { Epochs = 2 });
        Assert.Equal(
            2, new TrainingLoop(second, "line", folder.Path).Run(resume: false, null, TestContext.Current.CancellationToken).Count);
    }

    [Fact]
    public void Should_not_go_on_from_the_checkpoint_of_another_experiment()
    {
        using var folder = new TemporaryFolder();
        using var task = new LineTask(Settings);
        new TrainingLoop(task, "line", folder.Path).Run(resume: false, null, TestContext.Current.CancellationToken);
        var refusal = Assert.Throws<ExperimentException>(
            () => new TrainingLoop(task, "another", folder.Path).Run(resume: true, null, TestContext.Current.CancellationToken));
        Assert.Contains("left by another experiment", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_keep_the_weights_of_the_best_epoch_and_stop_when_none_follows()
    {
        using var task = new LineTask(Settings with { PatienceEpochs = 2 }) { ValidationByEpoch = epoch => epoch == 2 ? 1 : 0.5 };
        float[] second = [];
        var history = new TrainingLoop(task, "line")
            .Run(resume: false, new AtEpoch(2, () => second = task.Weights()), TestContext.Current.CancellationToken);

        Assert.Equal([true, true, false, false], history.Select(row => row.IsBest));
        Assert.Equal([0.05, 0.05, 0.05, 0.025], history.Select(row => row.LearningRate));
        Assert.Equal(second, task.Weights());
    }

    [Fact]
    public void Should_put_examples_of_one_size_into_a_batch_and_still_see_each_once()
    {
        using var task = new LineTask(Settings with { Epochs = 1, SortedBatches = 100 }) { Sizes = example => example % 4 };
        new TrainingLoop(task, "line").Run(resume: false, null, TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(0, task.Examples), task.Seen.SelectMany(batch => batch).Order());
        Assert.All(task.Seen, batch => Assert.InRange(batch.Select(example => example % 4).Distinct().Count(), 1, 2));
    }

    [Fact]
    public void Should_draw_the_losses_of_all_epochs()
    {
        using var task = new LineTask(Settings);
        var history = new TrainingLoop(task, "line").Run(resume: false, null, TestContext.Current.CancellationToken);
        var drawing = System.Xml.Linq.XDocument.Parse(LossCurve.Draw(history, task.ValidationMetric));
        var curves = drawing.Descendants().Where(part => part.Name.LocalName == "polyline")
            .Select(curve => curve.Attribute("points")!.Value.Split(' ').Length);
        Assert.Equal([6, 6], curves);
    }

    [Fact]
    public void Should_say_so_when_the_gradients_are_no_longer_finite()
    {
        using var task = new LineTask(Settings);
        task.Model.parameters()[0].Assign(T([1, 1], float.PositiveInfinity));
        var failure = Assert.Throws<ExperimentException>(
            () => new TrainingLoop(task, "line").Run(resume: false, null, TestContext.Current.CancellationToken));
        Assert.Contains("no longer finite", failure.Message, StringComparison.Ordinal);
    }

    private static float[] WeightsAfter(TrainingSettings settings)
    {
        using var task = new LineTask(settings);
        new TrainingLoop(task, "line").Run(resume: false, null, TestContext.Current.CancellationToken);
        return task.Weights();
    }
}
