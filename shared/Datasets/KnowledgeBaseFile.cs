using System.Text.Json;
using Engram.MemorySearch.Index;

namespace Engram.Datasets;

/// <summary>Reads a file of facts: one <c>subject|relation|object</c> per line, as in WikiMovies and MetaQA, or the NDJSON of a triple
/// import.</summary>
public static class KnowledgeBaseFile
{
    private const char Separator = '|';

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true };

    /// <exception cref="InvalidDataException">A line has neither format; the message names it.</exception>
    public static IEnumerable<Triple> Read(FileInfo file)
    {
        ArgumentNullException.ThrowIfNull(file);
        foreach (var (index, line) in File.ReadLines(file.FullName).Index())
        {
            if (!string.IsNullOrWhiteSpace(line))
                yield return Parse(line) ?? throw new InvalidDataException(
                    $"{file.FullName}, line {index + 1}: '{line}' is no fact. Give subject|relation|object, or "
                        + $"{{\"subject\": ..., \"relation\": ..., \"object\": ...}}.");
        }
    }

    private static Triple? Parse(string line)
    {
        if (line.StartsWith('{'))
        {
            try
            {
                return JsonSerializer.Deserialize<Triple>(line, Json);
            }
            catch (JsonException)
            {
                return null;
            }
        }

        return line.Split(Separator) is [{ Length: > 0 } subject, { Length: > 0 } relation, { Length: > 0 } value]
            ? new Triple { Subject = subject, Relation = relation, ObjectText = value }
            : null;
    }
}
