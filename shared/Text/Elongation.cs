namespace Engram.Text;

/// <summary>Shortens stretched words: <c>sooo</c> becomes <c>so</c>, <c>gooood</c> becomes <c>good</c>.</summary>
internal static class Elongation
{
    private const int Stretched = 3;

    // Each stretched letter doubles the number of spellings to try.
    private const int MostStretchedLetters = 6;

    /// <summary>Whether the word consists of a-z only and repeats a letter three times in a row.</summary>
    public static bool IsStretched(ReadOnlySpan<char> word)
    {
        for (var at = Stretched - 1; at < word.Length; at++)
        {
            if (word[at] == word[at - 1] && word[at] == word[at - 2])
                return !word.ContainsAnyExceptInRange('a', 'z');
        }

        return false;
    }

    /// <summary>
    /// Tries each stretched letter once and twice and returns the most common word. If no spelling is a known word, a stretched letter is
    /// written once, or twice where English doubles it: e and o inside a word.
    /// </summary>
    /// <param name="word">Lower case.</param>
    public static string Correct(string word)
    {
        var runs = Runs(word);
        var stretched = runs.Count(run => run.Length >= Stretched);
        if (stretched == 0)
            return word;
        var best = stretched <= MostStretchedLetters
            ? Spellings(runs, 0, "").Select(spelling => (Spelling: spelling, Cost: WordFrequencies.Cost(spelling)))
                .Where(candidate => candidate.Cost is not null)
                .OrderBy(candidate => candidate.Cost).Select(candidate => candidate.Spelling).FirstOrDefault()
            : null;
        return best ?? string.Concat(runs.Select((run, index) => new string(run.Letter,
            run.Length < Stretched ? run.Length : run.Letter is 'e' or 'o' && index > 0 && index < runs.Count - 1 ? 2 : 1)));
    }

    private static List<(char Letter, int Length)> Runs(string word)
    {
        var runs = new List<(char Letter, int Length)>();
        foreach (var letter in word)
        {
            if (runs.Count > 0 && runs[^1].Letter == letter)
                runs[^1] = (letter, runs[^1].Length + 1);
            else
                runs.Add((letter, 1));
        }

        return runs;
    }

    private static IEnumerable<string> Spellings(List<(char Letter, int Length)> runs, int at, string begun)
    {
        if (at == runs.Count)
            return [begun];
        var (letter, length) = runs[at];
        return length < Stretched
            ? Spellings(runs, at + 1, begun + new string(letter, length))
            : Spellings(runs, at + 1, begun + letter).Concat(Spellings(runs, at + 1, begun + letter + letter));
    }
}
