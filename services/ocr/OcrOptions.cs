using System.ComponentModel.DataAnnotations;

namespace Engram.Ocr;

/// <summary>Which engine reads pictures, and how much of one it reads.</summary>
public sealed class OcrOptions
{
    public const string SectionName = "Ocr";

    /// <summary>paddle or tesseract. Default paddle.</summary>
    [EnumDataType(typeof(OcrEngine))]
    public OcrEngine Engine { get; set; } = OcrEngine.Paddle;

    /// <summary>Folder with PP-OCRv4's detection.onnx, recognition.onnx and characters.txt. Default: beside the program.</summary>
    [Required]
    public string PaddleModelDirectory { get; set; } = Path.Combine(AppContext.BaseDirectory, "pp-ocrv4");

    /// <summary>Folder with Tesseract's eng.traineddata. Default: where Debian puts it.</summary>
    [Required]
    public string TesseractDataDirectory { get; set; } = "/usr/share/tesseract-ocr/5/tessdata";

    /// <summary>Longest side of the picture that lines are read from, pixels; larger pictures are shrunk to it. Default 2560.</summary>
    [Range(320, 10_000)]
    public int MaxPictureSidePixels { get; set; } = 2560;

    /// <summary>Longest side of the picture that PP-OCR looks for lines in, pixels. More finds smaller text and takes longer. Default 640.</summary>
    [Range(320, 4096)]
    public int DetectionSidePixels { get; set; } = 640;

    /// <summary>Confidence under which a line (PP-OCR) is left out, 0 to 1. Default 0.5.</summary>
    [Range(0.0, 1.0)]
    public float MinLineConfidence { get; set; } = 0.5f;

    /// <summary>Confidence under which a word (Tesseract) is left out, 0 to 1. Default 0.6.</summary>
    [Range(0.0, 1.0)]
    public float MinWordConfidence { get; set; } = 0.6f;

    /// <summary>Longest time for one picture (Tesseract), which is rejected then: a mesh of fine strokes takes it minutes. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan MaxReadingTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most lines of a picture that are passed on, in reading order; PP-OCR reads no more than twice as many. Default 50.</summary>
    [Range(1, 1000)]
    public int MaxLines { get; set; } = 50;

    /// <summary>Most characters of a picture that are passed on, so that a message stays small. Default 1,500.</summary>
    [Range(1, 100_000)]
    public int MaxCharacters { get; set; } = 1500;

    /// <summary>Pictures read at a time, each by one thread. Default: one for each processor.</summary>
    [Range(1, 1024)]
    public int ConcurrentPictures { get; set; } = Environment.ProcessorCount;
}
