using System.Text.Json;
using Engram.TestKit;

namespace Engram.ModelStore.Tests;

/// <summary>Gives each test its own models folder.</summary>
public abstract class TemporaryRepository : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    protected string Folder => _folder.Path;

    protected ModelRepository Models => new(Folder);

    protected InstalledModel Add(string version, string name = "tagger") => Models.Add(ManifestOf(name, version), folder =>
    {
        File.WriteAllText(Path.Combine(folder, ModelManifest.NetworkFileName), $"network {version}");
        ManifestJson.Write(Path.Combine(folder, "labels.json"), new[] { "spn family", "cats" });
    });

    protected static ModelManifest ManifestOf(string name, string version) => new()
    {
        Name = name,
        Version = version,
        Kind = ModelKinds.Keyphrases,
        Inputs = [TensorSpec.Of("grid", TensorType.Float32, "batch", 49, 1280)],
        Outputs = [TensorSpec.Of("probabilities", TensorType.Float32, "batch", 2)],
        Parameters = new Dictionary<string, JsonElement> { ["threshold"] = JsonSerializer.SerializeToElement(0.25) },
        Training =
            new ModelTraining { Command = "engram-lab train tagger", Seed = 7,
                Data = [new() { Name = "posts.jsonl", Sha256 = new string('0', 64), Rows = 3 }] },
        Metrics = new Dictionary<string, double> { ["test.f1@1"] = 0.5 },
    };

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
