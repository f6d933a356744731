using System.CommandLine;
using System.Globalization;
using Engram.CommandLine;
using Engram.Evaluation;
using Engram.Imaging;
using Engram.Ocr;
using Engram.Ocr.Evaluation;
using Spectre.Console;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab evaluate ocr</c>: reads labeled pictures with one engine and counts its errors.</summary>
public static class EvaluateOcrCommand
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = $"Folder with pictures and {LabelledPicture.ListName}, a line 'file<TAB>text' for each.",
            Required = true,
            HelpName = "DIR",
        };
        var engine = new Option<OcrEngine>("--engine")
        {
            Description = "paddle (PP-OCRv4) or tesseract.",
            DefaultValueFactory = _ => OcrEngine.Paddle,
            HelpName = "ENGINE",
        };
        var command = new Command("ocr", "Read labelled pictures and count the errors: CER, word recall, word precision.") { data, engine };
        command.SetAction((parsed, cancellationToken) =>
        {
            var scores = Evaluate(parsed.GetRequiredValue(data).FullName, parsed.GetValue(engine), cancellationToken);
            new Report(parsed).Document(
                new
                {
                    scores.Engine,
                    scores.Pictures,
                    CharacterErrors = scores.Characters.Errors,
                    scores.Characters.ReferenceCharacters,
                    Cer = scores.Characters.Rate,
                    WordRecall = scores.Words.Recall,
                    WordPrecision = scores.Words.Precision,
                    scores.CutPictures,
                    scores.UnreadLines,
                },
                _ => Draw(scores));
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static OcrScores Evaluate(string directory, OcrEngine engine, CancellationToken cancellationToken)
    {
        var options = new OcrOptions { Engine = engine };
        using var recognizer = TextRecognizers.Create(options);
        var reader = new PictureReader(new PictureDecoder(new ImagingOptions()), recognizer, options);
        return OcrEvaluation.Run(reader, LabelledPicture.ReadList(directory), ReportPicture, cancellationToken);
    }

    private static void ReportPicture(LabelledPicture picture, RecognizedText read)
    {
        var errors = TextErrors.Characters(picture.Text, read.Text);
        var cut = read.Cut is { } limit ? $"; cut: {limit.Reason}" : "";
        var unread = read.UnreadLines == 0 ? "" : $"; places like text that could not be read: {read.UnreadLines}";
        var counted = $"{errors.Errors} errors in {errors.ReferenceCharacters} characters";
        Report.Progress($"{Path.GetFileName(picture.File)}: {counted}{cut}{unread}");
    }

    private static Table Draw(OcrScores scores)
    {
        var table = Tables.WithColumns("Engine", "Pictures", "CER", "Word recall", "Word precision");
        table.AddTexts(
            scores.Engine, scores.Pictures.ToString(CultureInfo.InvariantCulture), Percent(scores.Characters.Rate),
            Percent(scores.Words.Recall), Percent(scores.Words.Precision));
        return table;
    }

    private static string Percent(double share) => share.ToString("P2", CultureInfo.InvariantCulture);
}
