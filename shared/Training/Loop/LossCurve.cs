using System.Globalization;
using System.Text;

namespace Engram.Training.Loop;

/// <summary>Draws a run's training loss and validation metric over its epochs as an SVG, each on its own vertical scale.</summary>
public static class LossCurve
{
    public const string FileName = "loss.svg";

    private const int Width = 640;
    private const int Height = 360;
    private const int Margin = 48;

    /// <summary>Draws some epochs; one is enough.</summary>
    /// <param name="history">One row per epoch.</param>
    /// <param name="validationMetric">The metric that decides which epoch is best; greater is better.</param>
    public static string Draw(IReadOnlyList<EpochFigures> history, string validationMetric)
    {
        ArgumentNullException.ThrowIfNull(history);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" "
            + $"font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>\n");
        svg.Append(CultureInfo.InvariantCulture,
            $"<path d=\"M{Margin},{Margin} V{Height - Margin} H{Width - Margin}\" fill=\"none\" stroke=\"#888\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width / 2}\" y=\"{Height - 12}\" text-anchor=\"middle\">epoch</text>\n");
        foreach (var row in history)
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(row.Epoch, history.Count):F1}\" y=\"{Height - Margin + 16}\" "
                + $"text-anchor=\"middle\">{row.Epoch}</text>\n");
        Curve(svg, [.. history.Select(row => row.Loss)], "training loss", "#1f77b4", line: 0);
        Curve(svg, [.. history.Select(row => row.Validation.GetValueOrDefault(validationMetric))], validationMetric, "#d62728", line: 1);
        foreach (var row in history.Skip(1).Where((row, i) => row.Phase != history[i].Phase))
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{X(row.Epoch - 0.5, history.Count):F1},{Margin} V{Height - Margin}\" "
                + $"stroke=\"#888\" stroke-dasharray=\"4\"><title>phase {row.Phase}</title></path>\n");
        return svg.Append("</svg>\n").ToString();
    }

    private static void Curve(StringBuilder svg, double[] values, string name, string colour, int line)
    {
        var (least, greatest) = (values.Min(), values.Max());
        var range = greatest > least ? greatest - least : 1;
        var points = values.Select(
            (value, i) =>
                string.Create(CultureInfo.InvariantCulture,
                    $"{X(i + 1, values.Length):F1},{Height - Margin - ((value - least) / range * (Height - (2 * Margin))):F1}"));
        svg.Append(CultureInfo.InvariantCulture,
            $"<polyline points=\"{string.Join(' ', points)}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Margin}\" y=\"{16 + (line * 16)}\" fill=\"{colour}\">{name}: "
            + $"{values[0]:G4} to {values[^1]:G4}, {least:G4} at the least, {greatest:G4} at the most</text>\n");
    }

    private static double X(double epoch, int epochs) => Margin + ((epoch - 0.5) / epochs * (Width - (2 * Margin)));
}
