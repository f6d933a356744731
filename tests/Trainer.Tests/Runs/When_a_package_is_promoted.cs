using Engram.Contracts.Models;
using Engram.Messaging.Bus;
using Engram.ModelStore;
using Engram.TestKit;
using Engram.Training.Loop;
using MassTransit;

namespace Engram.Trainer.Tests.Runs;

/// <summary>Promotion and rollback of packages in the repository, by message.</summary>
public sealed class When_a_package_is_promoted(PostgresFixture postgres)
{
    private const string Name = "babi-memn2n";

    [Fact(Timeout = 300_000)]
    public async Task Should_serve_what_computes_its_sample_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.In("models", Name));
        Directory.CreateSymbolicLink(folder.In("models", Name, "1"), Repository.PathOf("models", Name, "1"));
        var repository = new ModelRepository(folder.In("models"));
        Add(repository, "2", new HeldOutSample { Cases = [] });
        Add(repository, "3", sample: null);
        await using var trainer = await TrainerHost.StartAsync(
            await postgres.CreateDatabaseAsync(), folder.Path, new TrainableKinds([]));

        var listed = await trainer.Of<IBus>().AskAsync<ListModels, ModelsListed>(
            new ListModels(), TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(
            [("1", false, true), ("2", false, true), ("3", false, false)],
            listed.Models.Select(model => (model.Version, model.IsCurrent, model.HasSample)));

        Assert.Contains("has no sample.json", (await AskAsync(trainer, "3")).Refusal, StringComparison.Ordinal);
        Assert.Contains($"of model {Name}/2", (await AskAsync(trainer, "2")).Refusal, StringComparison.Ordinal);
        Assert.Contains("came after its time", (await AskAsync(trainer, "1", isLate: true)).Refusal, StringComparison.Ordinal);
        Assert.Contains("can't name a model", (await AskAsync(trainer, "1", name: "../models")).Refusal, StringComparison.Ordinal);
        Assert.Null(repository.CurrentVersion(Name));

        Assert.Equal(("1", null), ResultOf(await AskAsync(trainer, "1")));
        repository.Promote(Name, "3");
        Assert.Equal(("1", null), ResultOf(await AskAsync(trainer, version: null)));
        var once = await AskAsync(trainer, version: null);
        Assert.Equal("1", once.Version);
        Assert.Contains("is the only one", once.Refusal, StringComparison.Ordinal);
    }

    private static (string? Version, string? Refusal) ResultOf(PromotionAnswered answer) => (answer.Version, answer.Refusal);

    private static Task<PromotionAnswered> AskAsync(TrainerHost trainer, string? version, string name = Name, bool isLate = false) =>
        trainer.Of<IBus>().AskAsync<PromoteModel, PromotionAnswered>(
            new PromoteModel
            {
                Name = name,
                Version = version,
                Reason = "a test",
                ExpiresAt = TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(isLate ? -1 : 5),
            },
            TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

    private static void Add(ModelRepository repository, string version, HeldOutSample? sample) => repository.Add(
        new ModelManifest
        {
            Name = Name,
            Version = version,
            Kind = ModelKinds.Keyphrases,
            Inputs = [],
            Outputs = [],
            Training = new ModelTraining { Command = "none", Seed = 1, Data = [] },
        },
        folder =>
        {
            File.WriteAllText(Path.Combine(folder, ModelManifest.NetworkFileName), "noise");
            if (sample is not null)
                ManifestJson.Write(Path.Combine(folder, HeldOutSample.FileName), sample);
        });
}
