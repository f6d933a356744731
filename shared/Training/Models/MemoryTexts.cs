using Engram.MemoryNetworks.Encoding;
using Engram.Training.Torch;

namespace Engram.Training.Models;

/// <summary>I of a memory network: turns texts into features, one for each word and n-gram. A word that training did not have has no
/// feature of its own; it is represented by the words to its left and right anywhere in the story.</summary>
/// <param name="words">V: ids below it are words, 0 is padding; ids from V on are unseen words.</param>
/// <param name="unseen">K: number of ids for unseen words.</param>
/// <param name="longestNgram">Words of the longest n-gram.</param>
/// <param name="buckets">Number of features that n-grams are hashed to.</param>
/// <param name="counts">Whether the words of each text are counted, which exact matching needs.</param>
internal sealed class MemoryTexts(int words, int unseen, int longestNgram, int buckets, bool counts)
{
    public int Words { get; } = words;

    public int Unseen { get; } = unseen;

    public int LongestNgram { get; } = longestNgram;

    public int Buckets { get; } = longestNgram > 1 ? buckets : 0;

    /// <summary>F: features of words and n-grams. Feature 0 is padding.</summary>
    public int Features => Words + Buckets;

    /// <summary>Features of the N texts of each of B questions.</summary>
    /// <param name="ids">[B, N, width].</param>
    /// <param name="questions">B.</param>
    /// <param name="texts">N.</param>
    /// <param name="width">Words of the longest text.</param>
    public MemoryTextBatch Read(long[] ids, int questions, int texts, int width)
    {
        var numberOf = new Dictionary<Text, long>();
        var distinct = new List<long[]>();
        var index = new long[questions * texts];
        var wordCounts = counts ? new float[index.Length * Words] : [];
        var unseenCounts = new float[index.Length * Unseen];
        for (var place = 0; place < index.Length; place++)
        {
            var text = new Text(ids.AsMemory(place * width, width));
            if (!numberOf.TryGetValue(text, out index[place]))
            {
                numberOf[text] = index[place] = distinct.Count;
                distinct.Add(FeaturesOf(text.Ids.Span));
            }

            foreach (var id in text.Ids.Span)
            {
                if (IsSeen(id) && counts)
                    wordCounts[(place * Words) + id]++;
                else if (id >= Words && Unseen > 0)
                    unseenCounts[(place * Unseen) + id - Words]++;
            }
        }

        return new MemoryTextBatch(
            questions, texts, distinct, index,
            counts ? torch.tensor(wordCounts, [questions, texts, Words]) : null,
            Unseen > 0 ? torch.tensor(unseenCounts, [questions, texts, Unseen]) : null);
    }

    /// <summary>[B, K, 2V]: 1 if the word stands directly before (first V) or directly after (last V) the unseen word anywhere in the
    /// question or story.</summary>
    public Tensor Contexts(MemoryBatch batch)
    {
        var contexts = new float[batch.Questions * Unseen * 2 * Words];
        void Note(int question, ReadOnlySpan<long> text)
        {
            for (var at = 0; at < text.Length && text[at] != 0; at++)
            {
                if (IsSeen(text[at]))
                    continue;
                var row = (int)((question * Unseen) + text[at] - Words) * 2 * Words;
                if (at > 0 && IsSeen(text[at - 1]))
                    contexts[row + text[at - 1]] = 1;
                if (at + 1 < text.Length && IsSeen(text[at + 1]))
                    contexts[row + Words + text[at + 1]] = 1;
            }
        }

        for (var question = 0; question < batch.Questions; question++)
        {
            Note(question, batch.Question.AsSpan(question * batch.QuestionWords, batch.QuestionWords));
            for (var memory = 0; memory < batch.Memories; memory++)
                Note(question, batch.Keys.AsSpan(((question * batch.Memories) + memory) * batch.KeyWords, batch.KeyWords));
        }

        return torch.tensor(contexts, [batch.Questions, Unseen, 2 * Words]);
    }

    /// <summary>Whether an id belongs to a word that training had.</summary>
    public bool IsSeen(long id) => id > 0 && id < Words;

    /// <summary>A text's seen words, and its n-grams of seen words, each hashed to V + (id_1 V^(n-1) + ... + id_n) mod buckets.</summary>
    private long[] FeaturesOf(ReadOnlySpan<long> text)
    {
        var features = new List<long>();
        for (var start = 0; start < text.Length; start++)
        {
            var hash = 0L;
            for (var n = 1; n <= LongestNgram && start + n <= text.Length && IsSeen(text[start + n - 1]); n++)
            {
                hash = (hash * Words) + text[start + n - 1];
                features.Add(n == 1 ? hash : Words + (hash % Buckets));
            }
        }

        return [.. features];
    }

    private readonly struct Text(ReadOnlyMemory<long> ids) : IEquatable<Text>
    {
        public ReadOnlyMemory<long> Ids { get; } = ids.Span.IndexOf(0) is var end and >= 0 ? ids[..end] : ids;

        public bool Equals(Text other) => Ids.Span.SequenceEqual(other.Ids.Span);

        public override bool Equals(object? obj) => obj is Text other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var id in Ids.Span)
                hash.Add(id);
            return hash.ToHashCode();
        }
    }
}

/// <summary>Features of the N texts of each of B questions. Repeated texts are embedded once.</summary>
/// <param name="Questions">B.</param>
/// <param name="Texts">N.</param>
/// <param name="Distinct">Features of each distinct text.</param>
/// <param name="Index">[B, N]: index into <paramref name="Distinct"/>.</param>
/// <param name="Words">[B, N, V]: how often each word occurs; null without exact matching.</param>
/// <param name="Unseen">[B, N, K]: how often each unseen word occurs; null without unseen words.</param>
internal sealed record MemoryTextBatch(
    int Questions, int Texts, IReadOnlyList<long[]> Distinct, long[] Index, Tensor? Words, Tensor? Unseen)
{
    /// <summary>Sum of the vectors of a text's features, [B, N, n].</summary>
    /// <param name="table">[F, n].</param>
    /// <param name="contexts">Vectors of the unseen words, [B, K, n]; null without unseen words.</param>
    public Tensor Embed(Tensor table, Tensor? contexts)
    {
        var longest = Math.Max(1, Distinct.Max(features => features.Length));
        var padded = new long[Distinct.Count * longest];
        for (var text = 0; text < Distinct.Count; text++)
            Distinct[text].CopyTo(padded, text * longest);
        long[] shape = [Distinct.Count, longest];
        // [distinct, n]
        var sums = torch.nn.functional.embedding_bag(torch.tensor(padded, shape), table, torch.full(shape, 1), padding_idx: 0);
        var embedded = sums.index_select(0, torch.tensor(Index, [Index.Length])).reshape(Questions, Texts, table.shape[1]);
        return contexts is null ? embedded : embedded + Unseen!.bmm(contexts); // [B,N,K] x [B,K,n] -> [B,N,n]
    }
}
