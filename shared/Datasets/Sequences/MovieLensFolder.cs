using System.Globalization;
using System.Text.RegularExpressions;
using Engram.MemorySearch.Index;

namespace Engram.Datasets.Sequences;

/// <summary>MovieLens' <c>ratings.csv</c> and <c>movies.csv</c>. A rating is an event, whatever its stars. A film is the entity with the
/// same words in its title and the same <c>release_year</c>; the title alone would join remakes.</summary>
internal static partial class MovieLensFolder
{
    private const string YearRelation = "release_year";

    public static bool Has(string folder) => File.Exists(Path.Combine(folder, "ratings.csv"));

    public static SequenceSource Read(string folder, IReadOnlyList<Triple> triples, FileInfo triplesFile)
    {
        var (ratings, movies) = (new FileInfo(Path.Combine(folder, "ratings.csv")), new FileInfo(Path.Combine(folder, "movies.csv")));
        var films = new Dictionary<(string Title, string Year), string>();
        foreach (var year in triples.Where(triple => triple.Relation == YearRelation))
            films.TryAdd((WordsOf(year.Subject), year.ObjectText), year.Subject);
        var titles = new Dictionary<string, string>(StringComparer.Ordinal);
        var entityOf = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in Rows(movies, 3))
        {
            titles[row[0]] = row[1];
            if (Title().Match(row[1]) is { Success: true } title
                && films.TryGetValue((WordsOf(title.Groups["title"].Value), title.Groups["year"].Value), out var entity))
                entityOf[row[1]] = entity;
        }

        var events = Rows(ratings, 4).Select(row => new SequenceEvent
        {
            Subject = row[0],
            Item = titles.GetValueOrDefault(row[1], row[1]),
            At = DateTimeOffset.FromUnixTimeSeconds(long.Parse(row[3], CultureInfo.InvariantCulture)),
        });
        return new SequenceSource([.. events], entityOf, triples, [ratings, movies, triplesFile]);
    }

    /// <summary>Letters and digits of a title in lower case, without an article at its start or, as MovieLens writes it, at its
    /// end.</summary>
    private static string WordsOf(string title) => Others().Replace(Article().Replace(title.ToLowerInvariant(), ""), "");

    /// <summary>Cells of each line after the header; a quoted cell may hold commas and doubled quotes.</summary>
    private static IEnumerable<string[]> Rows(FileInfo file, int columns)
    {
        foreach (var (index, line) in File.ReadLines(file.FullName).Index().Skip(1))
        {
            string[] cells = [.. Cell().Matches(line).Select(cell => cell.Groups["quoted"] is { Success: true } quoted
                ? quoted.Value.Replace("\"\"", "\"", StringComparison.Ordinal) : cell.Groups["plain"].Value)];
            yield return cells.Length == columns ? cells
                : throw new InvalidDataException($"{file.FullName}, line {index + 1} has {cells.Length} cells instead of {columns}.");
        }
    }

    [GeneratedRegex(@"\G(?:^|,)(?:""(?<quoted>(?:[^""]|"""")*)""|(?<plain>[^,""]*))")]
    private static partial Regex Cell();

    // "Seven (a.k.a. Se7en) (1995)": other titles in brackets are left out.
    [GeneratedRegex(@"^(?<title>.+?)\s*(?:\([^)]*\)\s*)*\((?<year>\d{4})\)\s*$")]
    private static partial Regex Title();

    [GeneratedRegex(@"^(?:the|an?)\s+|,\s*(?:the|an?)$")]
    private static partial Regex Article();

    [GeneratedRegex(@"[^\p{L}\p{Nd}]+")]
    private static partial Regex Others();
}
