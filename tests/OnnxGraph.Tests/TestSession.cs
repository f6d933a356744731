using Microsoft.ML.OnnxRuntime;

namespace Engram.OnnxGraph.Tests;

/// <summary>Runs a model in ONNX Runtime.</summary>
internal sealed class TestSession : IDisposable
{
    private readonly SessionOptions _options = new() { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
    private readonly InferenceSession _session;

    public TestSession(byte[] model) => _session = new InferenceSession(model, _options);

    public InferenceSession Session => _session;

    /// <summary>Runs the model and returns the elements of one output.</summary>
    public float[] Run(string output, params (string Name, OrtValue Value)[] inputs) => Run<float>(output, inputs);

    public T[] Run<T>(string output, params (string Name, OrtValue Value)[] inputs)
        where T : unmanaged
    {
        using var run = new RunOptions();
        using var results = _session.Run(run, [.. inputs.Select(input => input.Name)], [.. inputs.Select(input => input.Value)], [output]);
        foreach (var (_, value) in inputs)
            value.Dispose();
        return results[0].GetTensorDataAsSpan<T>().ToArray();
    }

    public static OrtValue Tensor<T>(T[] data, params long[] dims)
        where T : unmanaged => OrtValue.CreateTensorValueFromMemory(data, dims);

    public void Dispose()
    {
        _session.Dispose();
        _options.Dispose();
    }
}
