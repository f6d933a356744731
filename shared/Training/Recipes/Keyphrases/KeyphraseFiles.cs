using Engram.Keyphrases.Encoding;
using Engram.ModelStore;

namespace Engram.Training.Recipes.Keyphrases;

/// <summary>Files of CMKP's form to train and to measure on.</summary>
/// <param name="Train">To train on.</param>
/// <param name="Dev">To measure on; and to validate on where no training posts are held out.</param>
public sealed record KeyphraseFiles(CmkpFiles Train, CmkpFiles Dev)
{
    /// <summary>Name of these posts' source in figures.</summary>
    public const string Source = "dev";

    /// <param name="splitOf">Train or valid, by a training post's text.</param>
    /// <exception cref="InvalidDataException">A file is absent or not of its form.</exception>
    public IReadOnlyList<LabelledPost> Read(Func<string, DataSplit> splitOf) =>
        [.. Train.ReadLabelled(Source, "train", splitOf), .. Dev.ReadLabelled(Source, "dev", _ => DataSplit.Test)];

    /// <summary>The files with their hashes.</summary>
    public IReadOnlyList<TrainingData> Describe() =>
        [.. new[] { Train.Posts, Train.Ocr, Train.Attributes, Dev.Posts, Dev.Ocr,
            Dev.Attributes }.OfType<string>().Select(TrainingData.OfLines)];
}
