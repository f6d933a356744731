using System.Globalization;
using System.Xml.Linq;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Engram.Cli.Output;

/// <summary>Renders a command's output as an SVG picture: each line of the console becomes a line of monospaced text.</summary>
internal static class TextPicture
{
    private const int Columns = 80;
    private const double CharacterWidth = 7.8; // pixels, at a font size of 13
    private const int LineHeight = 17; // pixels
    private const int Margin = 16; // pixels

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Write(string path, IRenderable shown)
    {
        var lines = Print(shown).Split('\n').Select(line => line.TrimEnd()).ToList();
        var width = (int)(Columns * CharacterWidth) + (2 * Margin);
        var height = (lines.Count * LineHeight) + (2 * Margin);
        new XDocument(new XElement(
            Svg + "svg",
            new XAttribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}")),
            new XElement(
                Svg + "rect", new XAttribute("width", "100%"), new XAttribute("height", "100%"), new XAttribute("fill", "#16181d")),
            new XElement(
                Svg + "g",
                new XAttribute("font-family", "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"),
                new XAttribute("font-size", "13"),
                new XAttribute("fill", "#d8dee9"),
                lines.Select(TextOf)))).Save(path);
    }

    private static XElement TextOf(string line, int index) => new(
        Svg + "text",
        new XAttribute(XNamespace.Xml + "space", "preserve"),
        new XAttribute("x", Margin),
        new XAttribute("y", Margin + ((index + 1) * LineHeight) - 4),
        line);

    private static string Print(IRenderable shown)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = Columns;
        console.Profile.Capabilities.Unicode = true;
        console.Write(shown);
        return text.ToString().TrimEnd();
    }
}
