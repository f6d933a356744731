namespace Engram.Ocr;

/// <summary>The two engines that read text.</summary>
public enum OcrEngine
{
    /// <summary>PP-OCRv4 on ONNX Runtime: reads memes, rotated and tiny text as well.</summary>
    Paddle,

    /// <summary>Tesseract 5: reads clean text in about half the time.</summary>
    Tesseract,
}
