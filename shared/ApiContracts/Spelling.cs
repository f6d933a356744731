namespace Engram.ApiContracts;

/// <summary>Suggests what a caller may have meant.</summary>
internal static class Spelling
{
    /// <summary>Returns the candidate that starts with the word, or else the one with the smallest edit distance.</summary>
    public static string Nearest(string word, IEnumerable<string> candidates) =>
        candidates.MinBy(candidate => candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase)
            ? 0 : Distance(word, candidate))!;

    /// <summary>Levenshtein distance: the least number of letters to insert, delete or replace, whatever their case. Only one row of the
    /// table is kept.</summary>
    public static int Distance(string from, string to)
    {
        (from, to) = (from.ToLowerInvariant(), to.ToLowerInvariant());
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
