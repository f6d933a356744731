namespace Engram.OnnxGraph.Tests;

/// <summary>An empty folder, gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("engram-onnx-graph-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
