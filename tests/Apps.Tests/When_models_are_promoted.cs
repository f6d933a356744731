using Engram.CommandLine;
using Engram.ModelStore;
using Engram.TestKit;

namespace Engram.Apps.Tests;

/// <summary><c>engram models list</c>, <c>promote</c> and <c>rollback</c>.</summary>
public sealed class When_models_are_promoted : IDisposable
{
    private readonly TemporaryFolder _models = new();

    public When_models_are_promoted()
    {
        var repository = new ModelRepository(_models.Path);
        foreach (var version in (string[])["1", "2"])
            repository.Add(
                Manifest(version), folder => File.WriteAllText(Path.Combine(folder, ModelManifest.NetworkFileName), "network " + version));
        repository.Promote("tagger", "1");
    }

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task Should_list_them_with_their_metrics_and_what_is_served()
    {
        var listed = (await RunAsync(ExitCodes.Done, "list")).Json().EnumerateArray().ToList();
        Assert.Equal([("1", true), ("2", false)],
            listed.Select(model => (model.GetProperty("version").GetString()!, model.GetProperty("isCurrent").GetBoolean())));
        Assert.Equal(0.5, listed[0].GetProperty("metrics").GetProperty("f1@1").GetDouble());
    }

    [Fact]
    public async Task Should_serve_the_promoted_version_and_the_earlier_one_after_a_rollback()
    {
        await RunAsync(ExitCodes.Done, "promote", "tagger", "2", "--unchecked");
        Assert.Equal("2", new ModelRepository(_models.Path).CurrentVersion("tagger"));
        await RunAsync(ExitCodes.Done, "rollback", "tagger");
        Assert.Equal("1", new ModelRepository(_models.Path).CurrentVersion("tagger"));
    }

    [Fact]
    public async Task Should_refuse_a_version_that_nothing_can_check_and_one_that_does_not_compute_its_sample()
    {
        Assert.Contains(
            "has no sample.json", (await RunAsync(ExitCodes.Failed, "promote", "tagger", "2")).Errors, StringComparison.Ordinal);

        new ModelRepository(_models.Path).Add(Manifest("3"), folder =>
        {
            File.WriteAllText(Path.Combine(folder, ModelManifest.NetworkFileName), "noise");
            ManifestJson.Write(Path.Combine(folder, HeldOutSample.FileName), new HeldOutSample { Cases = [] });
        });
        Assert.Contains("of model tagger/3", (await RunAsync(ExitCodes.Failed, "promote", "tagger", "3")).Errors, StringComparison.Ordinal);
        Assert.Equal("1", new ModelRepository(_models.Path).CurrentVersion("tagger"));
    }

    [Fact]
    public async Task Should_list_a_package_that_is_damaged_with_its_reason()
    {
        File.WriteAllText(Path.Combine(_models.Path, "tagger", "2", ModelManifest.FileName), "{");

        var listed = (await RunAsync(ExitCodes.Done, "list")).Json().EnumerateArray().ToList();

        Assert.Equal(["1", "2"], listed.Select(model => model.GetProperty("version").GetString()!));
        Assert.Contains("manifest.json is not valid", listed[1].GetProperty("damage").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_refuse_a_version_that_is_not_there_and_one_too_many_rollbacks()
    {
        Assert.Contains("tagger/1", (await RunAsync(ExitCodes.Failed, "promote", "tagger", "7")).Errors, StringComparison.Ordinal);
        await RunAsync(ExitCodes.Failed, "rollback", "tagger");
        Assert.Equal("1", new ModelRepository(_models.Path).CurrentVersion("tagger"));
    }

    private async Task<EngramCli.Run> RunAsync(int expected, params string[] arguments)
    {
        var run = await EngramCli.RunAsync(["models", .. arguments, "--models", _models.Path, "--json"]);
        Assert.True(run.ExitCode == expected, run.ToString());
        return run;
    }

    private static ModelManifest Manifest(string version) => new()
    {
        Name = "tagger",
        Version = version,
        Kind = ModelKinds.Keyphrases,
        Inputs = [],
        Outputs = [],
        Training = new ModelTraining { Command = "none", Seed = 1, Data = [] },
        Metrics = new Dictionary<string, double> { ["f1@1"] = 0.5 },
    };
}
