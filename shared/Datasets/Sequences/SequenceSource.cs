using System.Text.Json;
using Engram.MemorySearch.Index;

namespace Engram.Datasets.Sequences;

/// <summary>Events of subjects, a knowledge base, and which entity of it each item is.</summary>
/// <param name="Events">In the order of the file, which is no order of time.</param>
/// <param name="EntityOf">Entity of each linked item. Items without one are absent.</param>
/// <param name="Triples">The knowledge base.</param>
/// <param name="Files">What was read.</param>
public sealed record SequenceSource(
    IReadOnlyList<SequenceEvent> Events, IReadOnlyDictionary<string, string> EntityOf, IReadOnlyList<Triple> Triples,
    IReadOnlyList<FileInfo> Files)
{
    public const string EventsFileName = "events.ndjson";
    public const string TriplesFileName = "triples.ndjson";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true };

    /// <summary>Reads a folder in one of three layouts: <c>events.ndjson</c> with a knowledge base, whose entities are items of the same
    /// name; MovieLens' <c>ratings.csv</c> and <c>movies.csv</c> with a knowledge base (<see cref="MovieLensFolder"/>); or RecBole's atomic
    /// files (<see cref="RecBoleFolder"/>), which bring their own.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="knowledge">File of the knowledge base, relative to the folder; null takes <c>triples.ndjson</c>.</param>
    /// <exception cref="InvalidDataException">The folder has no such files, or a line is malformed; the message says which.</exception>
    public static SequenceSource Read(string folder, string? knowledge)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (RecBoleFolder.Has(folder))
            return RecBoleFolder.Read(folder);
        var triplesFile = new FileInfo(Path.GetFullPath(Path.Combine(folder, knowledge ?? TriplesFileName)));
        if (!triplesFile.Exists)
            throw new InvalidDataException($"There is no knowledge base {triplesFile}.");
        Triple[] triples = [.. KnowledgeBaseFile.Read(triplesFile)];
        if (MovieLensFolder.Has(folder))
            return MovieLensFolder.Read(folder, triples, triplesFile);
        var eventsFile = new FileInfo(Path.Combine(folder, EventsFileName));
        if (!eventsFile.Exists)
            throw new InvalidDataException($"{folder} holds no events: neither {EventsFileName}, nor ratings.csv of MovieLens, nor an "
                + ".inter of RecBole.");
        SequenceEvent[] events = [.. ReadLines<SequenceEvent>(eventsFile)];
        var entities = triples.SelectMany(triple => (string[])[triple.Subject, triple.ObjectText]).ToHashSet(StringComparer.Ordinal);
        return new SequenceSource(
            events, events.Select(one => one.Item).Distinct().Where(entities.Contains).ToDictionary(item => item, StringComparer.Ordinal),
            triples, [eventsFile, triplesFile]);
    }

    /// <summary>Reads one JSON object per line.</summary>
    /// <exception cref="InvalidDataException">A line is malformed; the message names it.</exception>
    public static IEnumerable<T> ReadLines<T>(FileInfo file)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(file);
        foreach (var (index, line) in File.ReadLines(file.FullName).Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)))
            yield return Parse<T>(line, $"{file.FullName}, line {index + 1}");
    }

    private static T Parse<T>(string line, string place)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Json) ?? throw new InvalidDataException($"{place} is null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{place}: {e.Message}", e);
        }
    }
}
