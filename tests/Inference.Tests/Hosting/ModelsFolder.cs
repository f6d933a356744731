namespace Engram.Inference.Tests.Hosting;

/// <summary>An empty models folder that is deleted after the test.</summary>
internal sealed class ModelsFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("engram-models-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
