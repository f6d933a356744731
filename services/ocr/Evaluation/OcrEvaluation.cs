using Engram.Evaluation;
using Engram.Imaging;

namespace Engram.Ocr.Evaluation;

/// <summary>Reads labeled pictures and counts the errors; text read in a picture without text is an error too.</summary>
public static class OcrEvaluation
{
    /// <param name="reader">Reads the pictures.</param>
    /// <param name="pictures">The pictures with their texts.</param>
    /// <param name="report">Called after each picture with what was read in it.</param>
    /// <param name="cancellationToken">Stops after the current picture.</param>
    /// <exception cref="InvalidDataException">A picture can't be decoded.</exception>
    public static OcrScores Run(
        PictureReader reader, IEnumerable<LabelledPicture> pictures, Action<LabelledPicture, RecognizedText>? report,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(pictures);
        var scores = new OcrScores(reader.Engine, 0, default, default, 0, 0);
        foreach (var picture in pictures)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = Read(reader, picture.File);
            report?.Invoke(picture, read);
            scores = scores with
            {
                Pictures = scores.Pictures + 1,
                Characters = scores.Characters + TextErrors.Characters(picture.Text, read.Text),
                Words = scores.Words + TextErrors.Words(picture.Text, read.Text),
                CutPictures = scores.CutPictures + (read.Cut is null ? 0 : 1),
                UnreadLines = scores.UnreadLines + read.UnreadLines,
            };
        }

        return scores;
    }

    private static RecognizedText Read(PictureReader reader, string file)
    {
        try
        {
            return reader.Read(File.ReadAllBytes(file));
        }
        catch (PictureRejectedException e)
        {
            throw new InvalidDataException($"{file}: {e.Reason}", e);
        }
    }
}
