using Engram.ModelPackage;
using Engram.ModelPackage.Keyphrases;
using Engram.Trainer.Training;

namespace Engram.Trainer.Keyphrases;

/// <summary>
/// Files of CMKP's form, line by line the same posts: <c>post&lt;sep&gt;keyphrase;keyphrase&lt;sep&gt;image url</c> (the url may be left out), and
/// beside them words of the pictures and attribute words.
/// </summary>
/// <param name="Train">To train on.</param>
/// <param name="Dev">To measure on; and to validate on where no training posts are held out.</param>
public sealed record KeyphraseFiles(PostFiles Train, PostFiles Dev)
{
    /// <summary>Name of these posts' source in figures.</summary>
    public const string Source = "dev";

    private const string FieldSeparator = "<sep>";

    /// <param name="splitOf">Train or valid, by a training post's text.</param>
    /// <exception cref="ExperimentException">A file is absent or not of its form.</exception>
    public IReadOnlyList<LabelledPost> Read(Func<string, DataSplit> splitOf) => [.. Read(Train, "train", splitOf), .. Read(Dev, "dev", _ => DataSplit.Test)];

    /// <summary>The files with their hashes.</summary>
    public IReadOnlyList<TrainingData> Describe() =>
    [
        .. new[] { Train.Posts, Train.Ocr, Train.Attributes, Dev.Posts, Dev.Ocr, Dev.Attributes }
            .OfType<string>()
            .Select(file => new TrainingData { Name = Path.GetFileName(file), Sha256 = InstalledModel.Hash(file), Rows = File.ReadLines(file).Count() }),
    ];

    private static IEnumerable<LabelledPost> Read(PostFiles files, string name, Func<string, DataSplit> splitOf)
    {
        var lines = Lines(files.Posts);
        var ocr = Beside(files.Ocr, files.Posts, lines.Length);
        var attributes = Beside(files.Attributes, files.Posts, lines.Length);
        return lines.Select((line, index) =>
        {
            if (line.Split(FieldSeparator) is not [var text, var keyphrases, ..] || keyphrases.Length == 0)
                throw new ExperimentException($"{files.Posts}:{index + 1} is not 'post{FieldSeparator}keyphrase;keyphrase{FieldSeparator}image url'.");
            return new LabelledPost
            {
                Id = $"{Source}/{name}/{index + 1}",
                Source = Source,
                Text = text,
                Ocr = ocr?[index] ?? "",
                Attributes = attributes?[index].Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
                Keyphrases = keyphrases.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                Split = splitOf(text),
            };
        });
    }

    private static string[]? Beside(string? file, string posts, int count)
    {
        if (file is null)
            return null;
        var lines = Lines(file);
        return lines.Length == count
            ? lines
            : throw new ExperimentException($"{file} has {lines.Length} lines, {posts} {count}; line by line they are the same posts.");
    }

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ExperimentException($"{file} does not exist.", e);
        }
    }
}

/// <summary>Paths of one set of posts.</summary>
/// <param name="Posts">Posts with their keyphrases.</param>
/// <param name="Ocr">Words of their pictures; null: none.</param>
/// <param name="Attributes">Words that describe their pictures; null: none.</param>
public sealed record PostFiles(string Posts, string? Ocr = null, string? Attributes = null);
