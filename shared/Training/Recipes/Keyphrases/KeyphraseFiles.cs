using Engram.Keyphrases.Encoding;
using Engram.ModelStore;

namespace Engram.Training.Recipes.Keyphrases;

/// <summary>Files in CMKP's format to train and measure on.</summary>
/// <param name="Train">Files to train on.</param>
/// <param name="Dev">Files to measure on; also to validate on when no training posts are held out.</param>
public sealed record KeyphraseFiles(CmkpFiles Train, CmkpFiles Dev)
{
    /// <summary>Source name of these posts in metrics.</summary>
    public const string Source = "dev";

    /// <param name="splitOf">Train or valid, from the text of a training post.</param>
    /// <exception cref="InvalidDataException">A file is missing or malformed.</exception>
    public IReadOnlyList<LabelledPost> Read(Func<string, DataSplit> splitOf) =>
        [.. Train.ReadLabelled(Source, "train", splitOf), .. Dev.ReadLabelled(Source, "dev", _ => DataSplit.Test)];

    /// <summary>The files with their hashes.</summary>
    public IReadOnlyList<TrainingData> Describe() =>
        [.. new[] { Train.Posts, Train.Ocr, Train.Attributes, Dev.Posts, Dev.Ocr,
            Dev.Attributes }.OfType<string>().Select(TrainingData.OfLines)];
}
