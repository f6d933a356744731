using System.Globalization;
using System.Text.Json;
using Engram.MemorySearch.Index;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Memories;

/// <summary>Makes triples from <c>movies.json</c> of vega-datasets, a list of films with title, director, release date and so on, each
/// possibly null. Leaves out known errors: garbled (non-ASCII) texts, and release years that a two-digit year made wrong.</summary>
public static class MovieKnowledgeBase
{
    // The data ends in 2011. A later year was misread from two digits: films of 1920 appear as films of 2020.
    private const int LastYear = 2011;
    private const string UnknownDate = "Dec 31 1969"; // zero seconds since 1970

    /// <summary>Relations, and the members of movies.json they come from.</summary>
    private static readonly (string Relation, string Member)[] Relations =
    [
        ("directed_by", "Director"),
        ("release_year", "Release Date"),
        ("has_genre", "Major Genre"),
        ("distributed_by", "Distributor"),
        ("based_on", "Source"),
        ("rated", "MPAA Rating"),
        ("imdb_rating", "IMDB Rating"),
    ];

    /// <exception cref="ExperimentException">The file is not a list of films.</exception>
    public static IReadOnlyList<Triple> Read(string path)
    {
        try
        {
            using var films = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. films.RootElement.EnumerateArray().SelectMany(ReadFilm).Distinct()];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new ExperimentException($"{path} is not the movies.json of vega-datasets: {error.Message}", error);
        }
    }

    private static IEnumerable<Triple> ReadFilm(JsonElement film)
    {
        if (TextOf(film.GetProperty("Title")) is not { } title)
            yield break;
        foreach (var (relation, member) in Relations)
        {
            var text = TextOf(film.GetProperty(member));
            if (relation == "release_year")
                text = YearOf(text);
            if (text is not null)
                yield return new Triple { Subject = title, Relation = relation, ObjectText = text };
        }
    }

    private static string? YearOf(string? date) =>
        date is not null && date != UnknownDate && int.TryParse(date.AsSpan(date.Length - 4), CultureInfo.InvariantCulture, out var year)
            && year <= LastYear
            ? year.ToString(CultureInfo.InvariantCulture)
            : null;

    /// <summary>A text or number on one line; null when absent or garbled.</summary>
    private static string? TextOf(JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.Null ? "" : value.ToString();
        var line = string.Join(' ', text.Replace("\"\"", "\"", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return line.Length > 0 && line.All(char.IsAscii) ? line : null;
    }
}
