namespace Engram.Text.Names;

/// <summary>
/// Counts the letters to insert, delete, replace or swap with a neighbor to turn one word into another (optimal string alignment).
/// </summary>
public static class EditDistance
{
    private const int LongestWord = 128;

    /// <summary>The distance, or -1 when it is above <paramref name="most"/> or a word has more than 128 letters.</summary>
    public static int Within(ReadOnlySpan<char> first, ReadOnlySpan<char> second, int most)
    {
        if (Math.Abs(first.Length - second.Length) > most || first.Length > LongestWord || second.Length > LongestWord)
            return -1;
        Span<int> before = stackalloc int[second.Length + 1];
        Span<int> last = stackalloc int[second.Length + 1];
        Span<int> row = stackalloc int[second.Length + 1];
        for (var j = 0; j <= second.Length; j++)
            last[j] = j;
        for (var i = 1; i <= first.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j <= second.Length; j++)
            {
                var cost = first[i - 1] == second[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && first[i - 1] == second[j - 2] && first[i - 2] == second[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                least = Math.Min(least, row[j]);
            }

            if (least > most)
                return -1;
            var free = before;
            before = last;
            last = row;
            row = free;
        }

        return last[second.Length] <= most ? last[second.Length] : -1;
    }
}
