using Engram.Ocr.Tesseract;

namespace Engram.Ocr.Tests;

/// <summary>Scripts that PP-OCR does not know. Tesseract reads them if its models are installed.</summary>
public sealed class When_text_is_in_another_script
{
    private const string Russian = "Доброе утро, дорогие друзья", Arabic = "آخر فرصة لرؤيته";

    [Theory]
    [InlineData("rus", Russian)]
    [InlineData("ara", Arabic)]
    public void Should_be_read_by_Tesseract_and_stand_beside_the_rest(string language, string text)
    {
        ShouldBeInstalled(language);
        using var engine = TextRecognizers.Create(new OcrOptions { SecondReaderLanguages = $"eng+{language}" });
        Assert.Equal(["eng", language], engine.SecondReaderLanguages);
        var read = engine.Read(Print("Good morning, my friends", text));
        Assert.Equal($"Good morning, my friends {text}", read.Text);
        Assert.Equal(0, read.UnreadLines);
    }

    [Fact]
    public void Should_say_how_many_lines_nobody_could_read()
    {
        Assert.SkipUnless(PrintedPicture.HasFonts, PrintedPicture.NoFonts);
        using var engine = TextRecognizers.Create(new OcrOptions { SecondReaderLanguages = "none", MinLineConfidence = 0.9f });
        Assert.Empty(engine.SecondReaderLanguages);
        var read = engine.Read(Print("Good morning, my friends", Arabic));
        Assert.Equal(("Good morning, my friends", 1), (read.Text, read.UnreadLines));
    }

    [Fact]
    public void Should_ask_the_second_reader_for_so_many_lines_only()
    {
        ShouldBeInstalled("ara");
        var options = new OcrOptions { SecondReaderLanguages = "ara", MaxSecondReaderLines = 1, MinLineConfidence = 0.9f };
        using var engine = TextRecognizers.Create(options);
        var read = engine.Read(Print(Arabic, Arabic, Arabic));
        Assert.Equal((1, 2), (read.Lines.Count, read.UnreadLines));
    }

    [Fact]
    public void Should_use_all_languages_that_are_installed_unless_there_is_English_alone()
    {
        using var folder = new TestKit.TemporaryFolder();
        Install("eng", "osd");
        Assert.Empty(TesseractLanguages.Choose(new OcrOptions { TesseractDataDirectory = folder.Path }));
        Install("tha", "ara", "script/Devanagari");
        Assert.Equal(
            ["eng", "ara", "script/Devanagari", "tha"], TesseractLanguages.Choose(new OcrOptions { TesseractDataDirectory = folder.Path }));
        Assert.Empty(TesseractLanguages.Choose(new OcrOptions { TesseractDataDirectory = folder.In("nowhere") }));

        void Install(params string[] languages)
        {
            foreach (var file in languages.Select(language => folder.In(language + ".traineddata")))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllBytes(file, []);
            }
        }
    }

    private static void ShouldBeInstalled(string language)
    {
        Assert.SkipUnless(PrintedPicture.HasFonts, PrintedPicture.NoFonts);
        var model = TesseractLanguages.ModelFile(new OcrOptions().TesseractDataDirectory, language);
        Assert.SkipUnless(File.Exists(model), $"{model} is not there (Debian: tesseract-ocr-{language}).");
    }

    private static Imaging.RgbPicture Print(params string[] lines)
    {
        var picture = new PrintedPicture(700, 60 + (90 * lines.Length));
        foreach (var (row, line) in lines.Index())
            picture.Print(line, 40, 40 + (90 * row), "DejaVu Sans", 32);
        return picture.ToPicture();
    }
}
