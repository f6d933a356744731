using System.Text.Encodings.Web;
using System.Text.Json;
using Engram.MemorySearch.Index;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Memories;

/// <summary>Facts of a knowledge base in <c>triples.ndjson</c>, one JSON object per line.</summary>
public static class TripleFile
{
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="ExperimentException">The file is missing, or a line is malformed; the message names it.</exception>
    public static IReadOnlyList<Triple> Read(string path)
    {
        if (!File.Exists(path))
            throw new ExperimentException($"There is no {path}; the knowledge base is one triple a line: "
                + $"{{\"subject\": \"Jaws\", \"relation\": \"directed_by\", \"object\": \"Steven Spielberg\"}}.");
        return [.. File.ReadLines(path).Index().Where(line => line.Item.Length > 0).Select(line => Parse(line.Item,
            $"{path}:{line.Index + 1}"))];
    }

    public static void Write(string path, IEnumerable<Triple> triples)
    {
        ArgumentNullException.ThrowIfNull(triples);
        File.WriteAllLines(path, triples.Select(triple => JsonSerializer.Serialize(triple, Json)));
    }

    private static Triple Parse(string line, string place)
    {
        try
        {
            return JsonSerializer.Deserialize<Triple>(line, Json) ?? throw new ExperimentException($"{place} is null.");
        }
        catch (JsonException error)
        {
            throw new ExperimentException($"{place} is no triple: {error.Message}", error);
        }
    }
}
