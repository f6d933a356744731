using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Engram.Ocr;

/// <summary>Reports the engine and the languages of the second reader, which reads lines in scripts that PP-OCR does not know.</summary>
internal sealed class OcrHealthCheck(PictureReader reader) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var second = reader.SecondReaderLanguages.Count == 0
            ? "no second reader: lines in other scripts than Latin and Chinese stay unread"
            : $"doubtful lines by Tesseract in {string.Join(", ", reader.SecondReaderLanguages)}";
        return Task.FromResult(HealthCheckResult.Healthy(
            $"{reader.Engine}; {second}",
            new Dictionary<string, object>
            {
                ["engine"] = reader.Engine,
                ["secondReaderLanguages"] = reader.SecondReaderLanguages,
                ["notRewritten"] = reader.NotRewritten,
            }));
    }
}
