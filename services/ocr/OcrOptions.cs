using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Engram.Ocr.Tesseract;

namespace Engram.Ocr;

/// <summary>Which engine reads pictures, and how much of each. A result names the limit that cut off part of the text.</summary>
public sealed class OcrOptions
{
    public const string SectionName = "Ocr";

    /// <summary>paddle or tesseract. Default paddle.</summary>
    [EnumDataType(typeof(OcrEngine))]
    public OcrEngine Engine { get; set; } = OcrEngine.Paddle;

    /// <summary>Folder with PP-OCRv4's detection.onnx, recognition.onnx and characters.txt. Default: beside the program.</summary>
    [Required]
    public string PaddleModelDirectory { get; set; } = Path.Combine(AppContext.BaseDirectory, "pp-ocrv4");

    /// <summary>Folder with Tesseract's models, LANGUAGE.traineddata. Default: where Debian installs them.</summary>
    [Required]
    public string TesseractDataDirectory { get; set; } = "/usr/share/tesseract-ocr/5/tessdata";

    /// <summary>
    /// Tesseract languages, joined by '+', for lines that PP-OCR doubts: those in scripts it does not know. <c>installed</c>: all in the
    /// folder, unless that is English alone; <c>none</c>: such lines stay unread. Each language costs time on every such line. Default
    /// installed.
    /// </summary>
    [Required]
    public string SecondReaderLanguages { get; set; } = TesseractLanguages.Installed;

    /// <summary>Confidence of PP-OCR below which the second reader is asked for a line, 0 to 1; 1: for every line. Default 0.95.</summary>
    [Range(0.0, 1.0)]
    public float DoubtfulLineConfidence { get; set; } = 0.95f;

    /// <summary>Lowest confidence at which a line of the second reader is used, 0 to 1. Default 0.88.</summary>
    [Range(0.0, 1.0)]
    public float MinSecondReaderConfidence { get; set; } = 0.88f;

    /// <summary>Most lines of a picture for which the second reader is asked; further lines keep PP-OCR's reading. Default 100.</summary>
    [Range(1, 10_000)]
    public int MaxSecondReaderLines { get; set; } = 100;

    /// <summary>Most pixels, width times height, of the picture that is read; larger pictures are shrunk. Default 8 million.</summary>
    [Range(100_000, 500_000_000)]
    public long MaxPicturePixels { get; set; } = 8_000_000;

    /// <summary>Longest side, in pixels, of the picture in which PP-OCR first looks for lines. If it finds any trace of text, it looks
    /// again at as much more detail as the smallest lines need. Default 640.</summary>
    [Range(320, 4096)]
    public int DetectionSidePixels { get; set; } = 640;

    /// <summary>Longest side, in pixels, of the copy of a photograph at which PP-OCR glances first, to spare itself a closer look at one
    /// without text. Misses print thinner than a fiftieth of the longer side, but never glances at paper, screens and drawings. 0: no
    /// glance. Default 320.</summary>
    [Range(0, 4096)]
    public int GlanceSidePixels { get; set; } = 320;

    /// <summary>Most text regions of a picture that are read (PP-OCR), the largest first. Default 600.</summary>
    [Range(1, 100_000)]
    public int MaxBoxes { get; set; } = 600;

    /// <summary>Lines with a lower confidence are left out (PP-OCR), 0 to 1. Default 0.5.</summary>
    [Range(0.0, 1.0)]
    public float MinLineConfidence { get; set; } = 0.5f;

    /// <summary>Words with a lower confidence are left out (Tesseract), 0 to 1. Default 0.6.</summary>
    [Range(0.0, 1.0)]
    public float MinWordConfidence { get; set; } = 0.6f;

    /// <summary>Most processor time for one picture after decoding. Then PP-OCR returns what it has read, and says so; Tesseract, which
    /// takes minutes for a mesh of fine strokes, rejects the picture. Default 10 s: a tall screenshot takes half of it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan MaxReadingTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Most lines returned for a picture, in reading order. Default 400.</summary>
    [Range(1, 10_000)]
    public int MaxLines { get; set; } = 400;

    /// <summary>Most characters returned for a picture, which keeps the message small. Default 10,000.</summary>
    [Range(1, 100_000)]
    public int MaxCharacters { get; set; } = 10_000;

    /// <summary>Pictures read at a time, each by one thread. Default: one per processor.</summary>
    [Range(1, 1024), DefaultValue("one per processor")]
    public int ConcurrentPictures { get; set; } = Environment.ProcessorCount;
}
