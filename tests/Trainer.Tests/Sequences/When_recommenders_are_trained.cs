using Engram.MemoryNetworks.Sequences;
using Engram.ModelStore;
using Engram.TestKit;
using Engram.Training.Loop;
using Engram.Training.Recipes.Sequences;

namespace Engram.Trainer.Tests.Sequences;

/// <summary>Training, export and package of KSR, GRU4Rec and TransE.</summary>
public sealed class When_recommenders_are_trained : IDisposable
{
    // float32 sums of a few hundred terms of size 1, in another order.
    private const double Parity = 1e-5;

    private const string Small = """
        {"width": 16, "hidden": 32, "coldShare": 0.1, "form": "agreement", "transE": {"width": 16, "training": {"epochs": 20}},
         "training": {"seed": 4, "epochs": 3, "learningRate": 0.005, "minimumMetrics": {"test.hit@10": 0}}}
        """;

    private const string Official = """
        {"form": "official", "freezeEntities": true, "loss": "bpr", "gamma": 1, "hidden": 32, "scoreWidth": 20, "vectors": "random",
         "training": {"epochs": 1}}
        """;

    private readonly TinySessions _sessions = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _sessions.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(ModelKinds.Ksr, Small)]
    [InlineData(ModelKinds.Ksr, Official)]
    [InlineData(ModelKinds.Gru4Rec, """{"width": 16, "hidden": 32, "training": {"epochs": 1}}""")]
    public void Should_serve_what_was_trained(string kind, string experiment)
    {
        var trained = Train(new SequenceTraining(kind), experiment, "served");
        Assert.InRange(trained.GreatestDifference, 0, Parity);
        using var session = SequenceSession.Open(trained.Model, new CpuOptions().Choose());
        string[] history = [.. _sessions.Events.Where(one => one.Subject == "s1").Select(one => one.Item)];
        var found = session.Recommend([.. history, "Home video"], max: 200, excludeSeen: true);
        Assert.Equal(["Home video"], found.UnknownItems);
        Assert.DoesNotContain(found.Items, item => history.Contains(item.Item));
        Assert.Equal(1, found.Items.Sum(item => item.Score), tolerance: 1e-4);
        Assert.Equal(
            kind == ModelKinds.Ksr ? ["directed_by", "release_year"] : [], found.Relations.Select(reason => reason.Relation).Order());
        Assert.Empty(session.Recommend(["Home video"], max: 10, excludeSeen: true).Items);
    }

    [Fact]
    public void Should_remember_the_values_that_a_subject_met()
    {
        var trained = Train(new SequenceTraining(ModelKinds.Ksr), Small, "remembers");
        using var session = SequenceSession.Open(trained.Model, new CpuOptions().Choose());
        // Films 5, 17, 29 are of director 5.
        var found = session.Recommend(["Film 5", "Film 17", "Film 29"], max: 10, excludeSeen: true);
        Assert.Contains("Director 5", found.Relations.Single(reason => reason.Relation == "directed_by").NearestValues);
        Assert.Equal(1, found.Relations.Sum(reason => reason.Weight), tolerance: 1e-5);
    }

    [Fact]
    public void Should_rank_films_without_events_by_what_is_known_of_them()
    {
        var trained = Train(new SequenceTraining(ModelKinds.Ksr), Small, "cold");
        using var session = SequenceSession.Open(trained.Model, new CpuOptions().Choose());
        var met = _sessions.Events.Select(one => one.Item).ToHashSet();
        string[] all = [.. Enumerable.Range(0, TinySessions.Directors * TinySessions.FilmsEach).Select(film => $"Film {film}")];
        Assert.Equal(all.Order(), session.Recommend(["Film 1"], max: 1000, excludeSeen: false).Items.Select(item => item.Item).Order());
        var unmet = all.Except(met).ToArray();
        Assert.NotEmpty(unmet);
        Assert.NotEmpty(session.Recommend([unmet[0]], max: 10, excludeSeen: true).Items);
    }

    [Fact]
    public void Should_give_one_package_for_one_seed()
    {
        var (first, second) = (
            Train(new SequenceTraining(ModelKinds.Ksr), Small, "first"), Train(new SequenceTraining(ModelKinds.Ksr), Small, "second"));
        Assert.Equal(first.Model.Manifest.Files, second.Model.Manifest.Files);
        Assert.Equal(first.Model.Manifest.Metrics, second.Model.Manifest.Metrics);
    }

    [Fact]
    public void Should_place_the_values_of_facts_near_subject_plus_relation()
    {
        var trained = Train(new TransETraining(), """{"width": 16, "heldOut": 0, "training": {"epochs": 60}}""", "vectors");
        Assert.InRange(trained.GreatestDifference, 0, Parity);
        Assert.InRange(trained.Model.Manifest.Metrics["held-out.mrr"], 0.3, 1);
    }

    private TrainedModel Train(ITrainingRecipe recipe, string experiment, string name) =>
        new TrainingRun(recipe, new ModelRepository(_folder.In("models"))).Execute(
            new TrainingRequest(name, experiment, _sessions.Path, "none: trained by a test"), _folder.In(name), resume: false,
            progress: null, TestContext.Current.CancellationToken);
}
