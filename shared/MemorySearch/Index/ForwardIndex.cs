using System.Numerics;
using Engram.MemorySearch.Recall;

namespace Engram.MemorySearch.Index;

/// <summary>The word numbers of each key, which a full scan reads from end to end, comparing a vector register of words at a
/// time.</summary>
/// <param name="words">Word numbers of a segment, key after key, each word once per key.</param>
/// <param name="ends">[memories]: where the words of each key end.</param>
internal sealed class ForwardIndex(int[] words, int[] ends)
{
    public long Bytes => sizeof(int) * ((long)words.Length + ends.Length);

    public int Words => words.Length;

    /// <summary>Adds the weights of the wanted words, in the given order, to each memory whose key holds them.</summary>
    public void AddTo(ScoreAccumulator sums, ReadOnlySpan<int> wanted, ReadOnlySpan<double> weights)
    {
        var at = 0;
        var ordinal = 0;
        while ((at = NextOf(wanted, at)) < words.Length)
        {
            while (ends[ordinal] <= at)
                ordinal++;
            var key = words.AsSpan(ordinal == 0 ? 0 : ends[ordinal - 1], ends[ordinal] - (ordinal == 0 ? 0 : ends[ordinal - 1]));
            for (var i = 0; i < wanted.Length; i++)
            {
                if (key.Contains(wanted[i]))
                    sums.Add([ordinal], weights[i]);
            }

            at = ends[ordinal];
        }
    }

    /// <summary>Concatenates the lists of two segments.</summary>
    /// <param name="first">Lists of the first.</param>
    /// <param name="second">Lists of the second.</param>
    /// <param name="inFirst">New number of each word of the first.</param>
    /// <param name="inSecond">New number of each word of the second.</param>
    public static ForwardIndex Concat(ForwardIndex first, ForwardIndex second, int[] inFirst, int[] inSecond) => new(
        [.. first.Renumbered(inFirst), .. second.Renumbered(inSecond)], [.. first.Ends, .. second.Ends.Select(end => first.Words + end)]);

    private IEnumerable<int> Ends => ends;

    private IEnumerable<int> Renumbered(int[] numbers) => words.Select(word => numbers[word]);

    /// <summary>Position of the next wanted word, or the end.</summary>
    private int NextOf(ReadOnlySpan<int> wanted, int at)
    {
        for (; at <= words.Length - Vector<int>.Count; at += Vector<int>.Count)
        {
            var some = new Vector<int>(words, at);
            var hits = Vector<int>.Zero;
            foreach (var word in wanted)
                hits |= Vector.Equals(some, new Vector<int>(word));
            if (hits != Vector<int>.Zero)
                break;
        }

        while (at < words.Length && !wanted.Contains(words[at]))
            at++;
        return at;
    }
}
