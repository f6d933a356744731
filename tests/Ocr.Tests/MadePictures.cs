using System.Globalization;

namespace Engram.Ocr.Tests;

/// <summary>Generates pictures full of text, and that text. The same seed gives the same picture.</summary>
internal static class MadePictures
{
    private static readonly string[] Words =
        ("about above after again along apple basil batch beach bread brown butter candle carrot cheese cherry chicken coffee "
        + "corner cotton cream dinner dozen early every family filter fresh garden ginger green grocer harvest honey island "
        + "jacket juice kettle kitchen ladder large lemon letter light little local market melon milk morning mustard napkin "
        + "number olive onion orange organic oven paper pasta peach pepper picnic plain potato quick radish raisin ribbon "
        + "river roast saffron salad salmon silver small soap spinach spring station sugar summer sunny table thyme ticket "
        + "tomato travel turnip vanilla village walnut water weekend white winter yellow yogurt zebra").Split(' ');

    private static readonly string[] Faces = ["DejaVu Sans", "DejaVu Sans Bold", "DejaVu Sans Mono", "DejaVu Serif"];

    /// <summary>A receipt: 35 to 70 narrow rows of names and prices on gray paper, tilted, noisy, as JPEG.</summary>
    public static (byte[] File, string Text) Receipt(int seed)
    {
        var random = new Random(seed);
        var width = random.Next(400, 720);
        var (face, pixels) = (Faces[random.Next(Faces.Length)], width / random.Next(25, 32));
        var (rows, pitch) = (random.Next(35, 71), (int)(pixels * (1.25 + (random.NextDouble() * 0.3))));
        var (ink, margin) = ((byte)random.Next(10, 90), width / 16);
        var picture = new PrintedPicture(width, (rows * pitch) + (2 * margin), paper: (byte)random.Next(225, 256));
        var text = new List<string>();
        for (var row = 0; row < rows; row++)
        {
            var (name, price) = (Phrase(random, 2), (random.Next(20, 9999) / 100.0).ToString("F2", CultureInfo.InvariantCulture));
            picture.Print(name, margin, margin + (row * pitch), face, pixels, ink);
            picture.Print(price, width - margin, margin + (row * pitch), face, pixels, ink, fromRight: true);
            text.Add($"{name} {price}");
        }

        picture.AddNoise(random, amplitude: 8);
        return (picture.ToJpeg(random.Next(60, 90), (random.NextDouble() * 2) - 1), string.Join(' ', text));
    }

    /// <summary>A long phone screenshot, 1080 x 4000: a column of text, dark on light or light on dark.</summary>
    public static (byte[] File, string Text) TallScreenshot(int seed)
    {
        const int width = 1080, height = 4000, margin = 40;
        var random = new Random(seed);
        var (pixels, face, isDark) = (random.Next(26, 44), Faces[random.Next(2)], random.Next(2) == 0);
        var picture = new PrintedPicture(width, height, paper: isDark ? (byte)20 : (byte)250);
        var text = new List<string>();
        for (var y = margin; y < height - (2 * pixels); y += pixels * (random.Next(6) == 0 ? 7 : 3) / 2)
        {
            var line = Phrase(random, random.Next(2, (width - (2 * margin)) / (pixels * 5)));
            picture.Print(line, margin, y, face, pixels, ink: isDark ? (byte)230 : (byte)30);
            text.Add(line);
        }

        return (picture.ToPng(), string.Join(' ', text));
    }

    /// <summary>A banner with one line, 2000 to 4000 pixels wide and 50 to 90 high.</summary>
    public static (byte[] File, string Text) Strip(int seed)
    {
        var random = new Random(seed);
        var (width, height) = (random.Next(2000, 4001), random.Next(50, 91));
        var pixels = (int)(height * (0.4 + (random.NextDouble() * 0.2)));
        var picture = new PrintedPicture(width, height, paper: 250);
        var text = Phrase(random, random.Next(width / (pixels * 9), width / (pixels * 6)));
        picture.Print(text, 30, height / 4, Faces[random.Next(Faces.Length)], pixels, ink: (byte)random.Next(0, 80));
        return (picture.ToPng(), text);
    }

    /// <summary>A word in letters of 16 pixels, 1200 x 900, on even paper or on a ground as rough as a photograph.</summary>
    public static byte[] SmallPrint(string word, bool isPhotograph)
    {
        var picture = new PrintedPicture(1200, 900, paper: 200);
        if (isPhotograph)
            picture.AddNoise(new Random(1), amplitude: 40);
        picture.Print(word, 400, 500, "DejaVu Sans Bold", pixels: 16);
        return picture.ToPng();
    }

    private static string Phrase(Random random, int words) =>
        string.Join(' ', Enumerable.Range(0, words).Select(_ => Words[random.Next(Words.Length)]));
}
