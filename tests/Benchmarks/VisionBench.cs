using Engram.Imaging;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.VisionFeatures;
using Microsoft.ML.OnnxRuntime;

namespace Engram.Benchmarks;

/// <summary>Grid, objects and attribute words of pictures, including picture decoding. Limit: the detector's session on decoded
/// pixels.</summary>
internal sealed class VisionBench : IStageBench
{
    private const int Side = 300;

    private readonly byte[][] _pictures = Samples.Pictures();
    private readonly RunOptions _runOptions = new();
    private VisionModel? _model;
    private InferenceSession? _session;

    public string Stage => "vision-features";

    public string Unit => "pictures";

    public string Limit => "ONNX Runtime session alone";

    public Task<string?> PrepareAsync()
    {
        var options = new VisionFeaturesOptions();
        var device = ExecutionDevice.Choose(options);
        _model = VisionModelFactory.Open(new ModelRepository(Samples.Models), device, new PictureDecoder(new ImagingOptions()), options);
        using var sessionOptions = device.CreateSessionOptions();
        _session = new InferenceSession(Path.Combine(Samples.Models, options.Model, "model.onnx"), sessionOptions);
        return Task.FromResult<string?>(null);
    }

    public Task<int> RunOursAsync()
    {
        foreach (var picture in _pictures)
            _model!.Read(picture);
        return Task.FromResult(_pictures.Length);
    }

    public Task<int> RunLimitAsync()
    {
        using var pixels = OrtValue.CreateTensorValueFromMemory(new byte[Side * Side * 3], [1, Side, Side, 3]);
        foreach (var _ in _pictures)
            _session!.Run(_runOptions, _session.InputNames, [pixels], _session.OutputNames).Dispose();
        return Task.FromResult(_pictures.Length);
    }

    public ValueTask DisposeAsync()
    {
        _model?.Dispose();
        _session?.Dispose();
        _runOptions.Dispose();
        return ValueTask.CompletedTask;
    }
}
