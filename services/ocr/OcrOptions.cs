using System.ComponentModel.DataAnnotations;
using Engram.Ocr.Tesseract;

namespace Engram.Ocr;

/// <summary>Which engine reads pictures, and how much of one it reads. A result says which limit left a part of the text out.</summary>
public sealed class OcrOptions
{
    public const string SectionName = "Ocr";

    /// <summary>paddle or tesseract. Default paddle.</summary>
    [EnumDataType(typeof(OcrEngine))]
    public OcrEngine Engine { get; set; } = OcrEngine.Paddle;

    /// <summary>Folder with PP-OCRv4's detection.onnx, recognition.onnx and characters.txt. Default: beside the program.</summary>
    [Required]
    public string PaddleModelDirectory { get; set; } = Path.Combine(AppContext.BaseDirectory, "pp-ocrv4");

    /// <summary>Folder with Tesseract's models, LANGUAGE.traineddata. Default: where Debian puts them.</summary>
    [Required]
    public string TesseractDataDirectory { get; set; } = "/usr/share/tesseract-ocr/5/tessdata";

    /// <summary>
    /// Languages of Tesseract, joined by '+', in which the lines are read that PP-OCR doubts: those in scripts that it does not know.
    /// <c>installed</c>: all in the folder, unless that is English alone; <c>none</c>: such lines stay unread. Each costs time on every
    /// such line. Default installed.
    /// </summary>
    [Required]
    public string SecondReaderLanguages { get; set; } = TesseractLanguages.Installed;

    /// <summary>Confidence of PP-OCR under which the second reader is asked for a line, 0 to 1; 1: for every line. Default 0.95.</summary>
    [Range(0.0, 1.0)]
    public float DoubtfulLineConfidence { get; set; } = 0.95f;

    /// <summary>Confidence under which what the second reader reads is not taken, 0 to 1. Default 0.88.</summary>
    [Range(0.0, 1.0)]
    public float MinSecondReaderConfidence { get; set; } = 0.88f;

    /// <summary>Most lines of a picture that the second reader is asked for; the others stay unread. Default 100.</summary>
    [Range(1, 10_000)]
    public int MaxSecondReaderLines { get; set; } = 100;

    /// <summary>Most pixels, width times height, of the picture that is read; larger ones are shrunk to it. Default 8 million.</summary>
    [Range(100_000, 500_000_000)]
    public long MaxPicturePixels { get; set; } = 8_000_000;

    /// <summary>
    /// Longest side of the picture that PP-OCR first looks for lines in, pixels. Where there is any trace of text it looks again, as much
    /// more finely as the smallest lines need; where there is none, not. Default 640.
    /// </summary>
    [Range(320, 4096)]
    public int DetectionSidePixels { get; set; } = 640;

    /// <summary>Most places of a picture that look like text and are read (PP-OCR), the largest first. Default 600.</summary>
    [Range(1, 100_000)]
    public int MaxBoxes { get; set; } = 600;

    /// <summary>Confidence under which a line (PP-OCR) is left out, 0 to 1. Default 0.5.</summary>
    [Range(0.0, 1.0)]
    public float MinLineConfidence { get; set; } = 0.5f;

    /// <summary>Confidence under which a word (Tesseract) is left out, 0 to 1. Default 0.6.</summary>
    [Range(0.0, 1.0)]
    public float MinWordConfidence { get; set; } = 0.6f;

    /// <summary>
    /// Most processor time for one picture once it is decoded. Then PP-OCR passes on what it has read, and says so; Tesseract, which takes
    /// minutes for a mesh of fine strokes, rejects the picture. Default 10 s: a tall screenshot takes half of it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan MaxReadingTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Most lines of a picture that are passed on, in reading order. Default 400.</summary>
    [Range(1, 10_000)]
    public int MaxLines { get; set; } = 400;

    /// <summary>Most characters of a picture that are passed on, so that a message stays small. Default 10,000.</summary>
    [Range(1, 100_000)]
    public int MaxCharacters { get; set; } = 10_000;

    /// <summary>Pictures read at a time, each by one thread. Default: one for each processor.</summary>
    [Range(1, 1024)]
    public int ConcurrentPictures { get; set; } = Environment.ProcessorCount;
}
