using System.Text.Json;
using System.Text.Json.Serialization;
using Engram.ModelPackage.Memories;
using Engram.Trainer.Training;

namespace Engram.Trainer.Memories;

/// <summary>A fact of a knowledge base, one line of <c>triples.ndjson</c>.</summary>
public sealed record Triple
{
    public required string Subject { get; init; }

    public required string Relation { get; init; }

    [JsonPropertyName("object")]
    public required string ObjectText { get; init; }

    /// <summary>The fact and its reverse (Miller et al. 2016, section 4.1).</summary>
    public IEnumerable<KeyValueMemory> ToMemories() => [new(KeyOf(Subject, Relation), ObjectText), new(KeyOf(ObjectText, "!" + Relation), Subject)];

    /// <summary>Key of the memories that say how a subject stands to others.</summary>
    public static string KeyOf(string subject, string relation) => $"{subject} {relation}";

    /// <exception cref="ExperimentException">A line is no triple.</exception>
    public static IReadOnlyList<Triple> ReadFile(string path)
    {
        if (!File.Exists(path))
            throw new ExperimentException($"There is no {path}; the knowledge base is one triple a line: {{\"subject\": \"Jaws\", \"relation\": \"directed_by\", \"object\": \"Steven Spielberg\"}}.");
        return [.. File.ReadLines(path).Index().Where(line => line.Item.Length > 0).Select(line => Read(path, line.Index + 1, line.Item))];
    }

    private static Triple Read(string path, int number, string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Triple>(line, JsonSerializerOptions.Web) ?? throw new ExperimentException($"{path}:{number} is null.");
        }
        catch (JsonException error)
        {
            throw new ExperimentException($"{path}:{number} is no triple: {error.Message}", error);
        }
    }
}
