using Engram.Imaging;
using Engram.Ocr;
using Microsoft.ML.OnnxRuntime;

namespace Engram.Benchmarks;

/// <summary>Text lines of pictures by PP-OCRv4, including picture decoding. Limit: its two sessions on tensors of the same sizes, one
/// detection per picture and one recognition per line.</summary>
internal sealed class PaddleBench : IStageBench
{
    private const int LineHeight = 48;

    private readonly byte[][] _pictures = Samples.Pictures();
    private readonly List<long[]> _detectionShapes = [];
    private readonly List<long[]> _lineShapes = [];
    private readonly RunOptions _runOptions = new();
    private PictureReader? _reader;
    private ITextRecognizer? _recognizer;
    private InferenceSession? _detector;
    private InferenceSession? _lines;

    public string Stage => "ocr-paddle";

    public string Unit => "pictures";

    public string Limit => "ONNX Runtime sessions alone";

    public Task<string?> PrepareAsync()
    {
        var options = new OcrOptions();
        var decoder = new PictureDecoder(new ImagingOptions());
        _recognizer = TextRecognizers.Create(options);
        _reader = new PictureReader(decoder, _recognizer, options);
        using var sessionOptions = new Microsoft.ML.OnnxRuntime.SessionOptions { IntraOpNumThreads = 1 };
        _detector = new InferenceSession(Path.Combine(options.PaddleModelDirectory, "detection.onnx"), sessionOptions);
        _lines = new InferenceSession(Path.Combine(options.PaddleModelDirectory, "recognition.onnx"), sessionOptions);
        foreach (var bytes in _pictures)
        {
            var picture = decoder.DecodeForReading(bytes, options.MaxPicturePixels);
            var scale = Math.Min(1f, options.DetectionSidePixels / (float)Math.Max(picture.Width, picture.Height));
            _detectionShapes.Add([1, 3, MultipleOf32(picture.Height * scale), MultipleOf32(picture.Width * scale)]);
            foreach (var line in _recognizer.Read(picture).Lines)
                _lineShapes.Add([1, 3, LineHeight, MultipleOf32(LineHeight * AspectOf(line.Box))]);
        }

        return Task.FromResult<string?>(null);
    }

    public Task<int> RunOursAsync()
    {
        foreach (var picture in _pictures)
            _reader!.Read(picture);
        return Task.FromResult(_pictures.Length);
    }

    public Task<int> RunLimitAsync()
    {
        foreach (var shape in _detectionShapes)
            Run(_detector!, shape);
        foreach (var shape in _lineShapes)
            Run(_lines!, shape);
        return Task.FromResult(_pictures.Length);
    }

    private void Run(InferenceSession session, long[] shape)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(new float[shape.Aggregate((a, b) => a * b)], shape);
        session.Run(_runOptions, session.InputNames, [input], session.OutputNames).Dispose();
    }

    private static long MultipleOf32(float pixels) => Math.Max(1, (long)MathF.Round(pixels / 32)) * 32;

    private static float AspectOf(IReadOnlyList<float> box) =>
        MathF.Max(1, MathF.Abs(box[2] - box[0])) / MathF.Max(1, MathF.Abs(box[7] - box[1]));

    public ValueTask DisposeAsync()
    {
        _recognizer?.Dispose();
        _detector?.Dispose();
        _lines?.Dispose();
        _runOptions.Dispose();
        return ValueTask.CompletedTask;
    }
}
