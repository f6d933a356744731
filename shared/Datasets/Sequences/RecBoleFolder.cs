using System.Globalization;
using Engram.MemorySearch.Index;

namespace Engram.Datasets.Sequences;

/// <summary>RecBole's atomic files: <c>*.inter</c> (user_id, item_id, timestamp), <c>*.link</c> (item_id, entity_id) and <c>*.kg</c>
/// (head_id, relation_id, tail_id), tab-separated, with a header of <c>name:type</c>.</summary>
internal static class RecBoleFolder
{
    private const string Events = "*.inter";

    public static bool Has(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder, Events).Any();

    public static SequenceSource Read(string folder)
    {
        var (inter, link, kg) = (FileOf(folder, Events), FileOf(folder, "*.link"), FileOf(folder, "*.kg"));
        var events = Rows(inter, "user_id", "item_id", "timestamp").Select(row => new SequenceEvent
        {
            Subject = row[0], Item = row[1], At = AtOf(row[2], inter),
        });
        var entityOf = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in Rows(link, "item_id", "entity_id"))
            entityOf[row[0]] = row[1];
        var triples = Rows(kg, "head_id", "relation_id", "tail_id").Select(row => new Triple
        {
            Subject = row[0], Relation = row[1], ObjectText = row[2],
        });
        return new SequenceSource([.. events], entityOf, [.. triples], [inter, link, kg]);
    }

    private static FileInfo FileOf(string folder, string pattern) => Directory.GetFiles(folder, pattern) is [var one]
        ? new FileInfo(one)
        : throw new InvalidDataException($"{folder} must hold exactly one {pattern}.");

    private static DateTimeOffset AtOf(string seconds, FileInfo file) =>
        double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var at)
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(at * 1000))
            : throw new InvalidDataException($"{file.FullName}: '{seconds}' is no time in Unix seconds.");

    private static IEnumerable<string[]> Rows(FileInfo file, params string[] columns)
    {
        int[]? places = null;
        foreach (var (index, line) in File.ReadLines(file.FullName).Index())
        {
            var cells = line.Split('\t');
            if (places is null)
                places = [.. columns.Select(column => PlaceOf(cells, column, file))];
            else if (cells.Length <= places.Max())
                throw new InvalidDataException($"{file.FullName}, line {index + 1} has {cells.Length} cells, too few.");
            else
                yield return [.. places.Select(place => cells[place])];
        }
    }

    private static int PlaceOf(string[] header, string column, FileInfo file) =>
        Array.FindIndex(header, name => name.Split(':')[0] == column) is var place and >= 0 ? place
            : throw new InvalidDataException($"{file.FullName} has no column {column}; its header is {string.Join(", ", header)}.");
}
