using System.Numerics;

namespace Engram.Ocr.Tests;

/// <summary>
/// A plain stroke font for test pictures. Each glyph is a few strokes on a grid 4 wide and 6 high. A stroke is a sequence of points,
/// each written as two digits x y; a space separates strokes.
/// </summary>
internal static class StrokeFont
{
    public const float Height = 6;

    private const float LetterGap = 1.2f, WordGap = 3;
    private const float LetterWidth = 4;

    private static readonly Dictionary<char, string> Glyphs = new()
    {
        [' '] = "",
        ['A'] = "062046 1434",
        ['B'] = "06003041423303 3344453606",
        ['C'] = "4130100105163645",
        ['D'] = "00062644422000",
        ['E'] = "40000646 0333",
        ['F'] = "400006 0333",
        ['G'] = "41301001051636454323",
        ['H'] = "0006 4046 0343",
        ['I'] = "2026",
        ['K'] = "0006 400346",
        ['L'] = "000646",
        ['M'] = "0600244046",
        ['N'] = "06004640",
        ['O'] = "103041453616050110",
        ['P'] = "06003041423303",
        ['R'] = "06003041423303 2346",
        ['S'] = "413010010213334445361605",
        ['T'] = "0040 2026",
        ['U'] = "000516364540",
        ['V'] = "002640",
        ['W'] = "0016223640",
        ['Y'] = "002340 2326",
    };

    /// <summary>Width of a text in grid units.</summary>
    public static float WidthOf(string text) => LeftEdges(text).Last() + LetterWidth;

    /// <summary>The strokes of a text, in grid units from its top left corner.</summary>
    public static IEnumerable<(Vector2 From, Vector2 To)> StrokesOf(string text) =>
        text.Zip(LeftEdges(text)).SelectMany(glyph => Glyphs[glyph.First].Split(' ').SelectMany(stroke =>
        {
            var points = stroke.Chunk(2).Select(xy => new Vector2(glyph.Second + xy[0] - '0', xy[1] - '0')).ToArray();
            return points.Zip(points.Skip(1));
        }));

    private static IEnumerable<float> LeftEdges(string text)
    {
        var left = 0f;
        foreach (var letter in text)
        {
            yield return left;
            left += letter == ' ' ? WordGap : LetterWidth + LetterGap;
        }
    }
}
