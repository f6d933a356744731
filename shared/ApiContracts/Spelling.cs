namespace Engram.ApiContracts;

/// <summary>Finds what a caller may have meant.</summary>
internal static class Spelling
{
    /// <summary>The candidate that goes on from the word or takes the fewest changed letters.</summary>
    public static string Nearest(string word, IEnumerable<string> candidates) =>
        candidates.MinBy(candidate => candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase)
            ? 0 : Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant()))!;

    /// <summary>Least number of letters to insert, delete or replace (Levenshtein). One row of the table is kept.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
