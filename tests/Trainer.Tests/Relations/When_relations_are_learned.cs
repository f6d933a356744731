using Engram.MemoryNetworks.Facts;
using Engram.TestKit;
using Engram.Trainer.Tests.Memories;
using Engram.Trainer.Tests.Torch;
using Engram.Training.Loop;
using Engram.Training.Models;
using Engram.Training.Recipes.Memories;
using Engram.Training.Recipes.Relations;

namespace Engram.Trainer.Tests.Relations;

/// <summary>Training of the fact-reader: <see cref="RelationTraining"/>.</summary>
public sealed class When_relations_are_learned : TorchTest
{
    private const string Experiment =
        """
        {"width": 16, "wordBuckets": 32, "ngramBuckets": 256, "questionsPerEpoch": 256, "evaluationQuestions": 100, "training": {"seed": 5, "epochs": 2, "batchExamples": 16}}
        """;

    private static readonly RelationQuestion Asked = new([1, 2, 3], [[4], [5, 6]]);
    private static readonly RelationQuestion Longer = new([7, 1, 2, 3, 8], [[4], [5, 6], [9, 1, 2]]);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Should_not_change_with_padding_and_weigh_all_relations_and_none_to_one(int hops)
    {
        using var network = new RelationMemoryNetwork(symbols: 12, width: 8, hops, initialWeights: 0.5);
        network.eval();
        var alone = RelationBatch.Part([Asked], network.Predict(RelationBatch.Of([Asked])).ToFloat32(), hops)[0];
        var among = RelationBatch.Part([Longer, Asked], network.Predict(RelationBatch.Of([Longer, Asked])).ToFloat32(), hops)[1];
        foreach (var (one, other) in alone.Hops.Zip(among.Hops))
        {
            Assert.Equal(1, one.Sum(), tolerance: 1e-5);
            Assert.All(one.Zip(other), pair => Assert.Equal(pair.First, pair.Second, tolerance: 1e-5f));
        }
    }

    [Fact]
    public void Should_give_one_package_for_one_seed_that_computes_as_it_was_trained()
    {
        using var folder = new TemporaryFolder();
        TinyKnowledgeBase.Write(folder.Path);
        var (first, second) = (Train(folder, "first"), Train(folder, "second"));
        Assert.Equal(first.Model.Manifest.Files, second.Model.Manifest.Files);
        Assert.Equal(first.Model.Manifest.Metrics, second.Model.Manifest.Metrics);
        Assert.InRange(first.GreatestDifference, 0, 1e-4);
        Assert.Contains("held-out.unknown-answered", first.Model.Manifest.Metrics.Keys);
    }

    [Fact]
    public void Should_follow_the_relations_of_a_knowledge_base()
    {
        using var movies = new TinyMovies();
        var trained = new TrainingRun(new RelationKnowledgeTraining(movies.Files), new(movies.In("models")), threads: 1).Execute(
            new TrainingRequest("tiny", """{"width": 16, "ngramBuckets": 256, "questionsPerEpoch": 512, "training": {"seed": 5, "epochs": 4}}""", "", "none: trained by a test"),
            movies.In("checkpoints"), resume: false, progress: null, TestContext.Current.CancellationToken);
        Assert.Equal(1, trained.Model.Manifest.Metrics["dev.hits@1"]);
    }

    [Fact]
    public void Should_fit_probabilities_to_what_was_right()
    {
        var random = new Random(3);
        (double[] Features, bool IsRight)[] rows = [.. Enumerable.Range(0, 4000).Select(_ =>
        {
            var x = (random.NextDouble() * 6) - 3;
            return ((double[])[1, x], random.NextDouble() < 1 / (1 + Math.Exp(-((2 * x) - 1))));
        })];
        var weights = LogisticRegression.Fit(rows, penalty: 1e-3);
        Assert.Equal(-1, weights[0], tolerance: 0.2);
        Assert.Equal(2, weights[1], tolerance: 0.25);
    }

    private static TrainedModel Train(TemporaryFolder folder, string name) =>
        new TrainingRun(new RelationTraining(), new(folder.In(name)), threads: 1).Execute(
        TinyKnowledgeBase.RequestIn(folder.Path, Experiment), folder.In(name + "-checkpoints"), resume: false, progress: null,
        TestContext.Current.CancellationToken);
}
