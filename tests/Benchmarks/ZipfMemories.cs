using System.Text;
using Engram.MemoryIndex;

namespace Engram.Benchmarks;

/// <summary>
/// Generates any number of memories with word frequencies by Zipf's law: the r-th of a million words in proportion to 1 / r. A key has
/// eight words, a value three. The same number gives the same memory in every run.
/// </summary>
internal static class ZipfMemories
{
    private const int Vocabulary = 1_000_000;
    private const int WordsOfKey = 8;
    private const int WordsOfValue = 3;

    /// <summary><paramref name="count"/> memories from number <paramref name="start"/> on.</summary>
    public static IEnumerable<Memory> From(int start, int count)
    {
        for (var number = start; number < start + count; number++)
        {
            var random = new Scatter((ulong)number);
            yield return new Memory(MemoryKind.Window, Text(ref random, WordsOfKey), Text(ref random, WordsOfValue));
        }
    }

    /// <summary>The words of questions: three from the key of one memory and five random ones.</summary>
    public static IEnumerable<string[]> Questions(int memories, int count)
    {
        for (var question = 0; question < count; question++)
        {
            var random = new Scatter(ulong.MaxValue - (ulong)question);
            var key = From((int)(random.Next() * memories), 1).Single().Key.Split(' ');
            yield return [key[0], key[3], key[6], .. Text(ref random, 5).Split(' ')];
        }
    }

    private static string Text(ref Scatter random, int words)
    {
        var text = new StringBuilder();
        for (var word = 0; word < words; word++)
            AppendWord(text.Append(word == 0 ? "" : " "), (int)Math.Exp(random.Next() * Math.Log(Vocabulary)));
        return text.ToString();
    }

    // Frequent words are short, as in natural language.
    private static void AppendWord(StringBuilder text, int rank)
    {
        const int letters = 26;
        for (; rank > 0; rank /= letters)
            text.Append((char)('a' + (rank % letters)));
    }

    // Steele et al. 2014, SplitMix64.
    private struct Scatter(ulong number)
    {
        private ulong _state = unchecked(number * 0xD1342543DE82EF95);

        /// <summary>A number from 0 (inclusive) to 1 (exclusive).</summary>
        public double Next()
        {
            unchecked
            {
                var mixed = _state += 0x9E3779B97F4A7C15;
                mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
                mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
                return ((mixed ^ (mixed >> 31)) >> 11) * (1.0 / (1UL << 53));
            }
        }
    }
}
