using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.Text;
using Engram.Training.Models;
using Engram.Training.Torch;

namespace Engram.Training.Recipes.Keyphrases;

/// <summary>Lays out batches as tensors in the current scope. Shape letters as in M3hAtt.cs.</summary>
public static class KeyphraseTensors
{
    /// <param name="batch">The posts.</param>
    /// <param name="channels">C; null when no regions are read.</param>
    public static PostTensors Of(PostBatch batch, int? channels)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var (B, T) = (batch.Posts, batch.LongestPost);
        return new PostTensors
        {
            Tokens = torch.tensor(batch.Tokens, [B, T]),
            TokenLengths = [.. batch.TokenLengths.Select(length => (long)length)],
            AbsentTokens = torch.tensor(batch.TokenMask, [B, T]).eq(0),
            CopyIds = torch.tensor(batch.CopyIds, [B, T]),
            Attributes = Of(batch.AttributeMask, B, KeyphraseInterface.Attributes,
                (rows, n) => torch.tensor(Rows(batch.Attributes, rows, n), [rows.Length, n])),
            Regions = channels is not { } C ? null : Of(batch.RegionMask, B, batch.MostRegions,
                (rows, n) => torch.tensor(Rows(batch.Regions, rows, n * C), [rows.Length, n, C])),
        };
    }

    /// <summary>Lays out one phrase of each post, as ids in the extended vocabulary of that post.</summary>
    /// <param name="phrases">[B] phrases, without the end mark.</param>
    /// <param name="absentTokens">bool [B,T].</param>
    /// <param name="words">V.</param>
    public static PhraseTensors Of(IReadOnlyList<long[]> phrases, Tensor absentTokens, int words)
    {
        ArgumentNullException.ThrowIfNull(phrases);
        ArgumentNullException.ThrowIfNull(absentTokens);
        var (B, S) = (phrases.Count, phrases.Max(phrase => phrase.Length) + 1);
        var before = new long[B * S];
        List<long> steps = [], posts = [], right = [];
        for (var post = 0; post < B; post++)
        {
            var phrase = phrases[post];
            for (var step = 0; step <= phrase.Length; step++)
            {
                before[(post * S) + step] = step == 0 ? Vocabulary.Begin : InVocabulary(phrase[step - 1], words);
                steps.Add((post * S) + step);
                posts.Add(post);
                right.Add(step < phrase.Length ? phrase[step] : Vocabulary.End);
            }
        }

        var postOf = Indexes(posts);
        return new PhraseTensors
        {
            Before = torch.tensor(before, [B, S]),
            Steps = Indexes(steps),
            Posts = postOf,
            AbsentTokens = absentTokens.index_select(0, postOf),
            Right = Indexes(right),
            RightOrUnknown = Indexes([.. right.Select(word => InVocabulary(word, words))]),
            IsKnown = torch.tensor([.. right.Select(word => word < words ? 1f : 0f)], [right.Count]),
        };
    }

    /// <summary>The words of each post's best labels.</summary>
    /// <param name="logits">[B,L].</param>
    /// <param name="classWords">Words of the labels.</param>
    public static ClassTensors Classes(Tensor logits, ClassWords classWords)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(classWords);
        var (B, L, W) = ((int)logits.shape[0], (int)logits.shape[1], classWords.Width);
        var (scores, words, weights) = (logits.ToFloat32(), new long[B * W], new float[B * W]);
        for (var post = 0; post < B; post++)
            classWords.Write(scores.AsSpan(post * L, L), words.AsSpan(post * W, W), weights.AsSpan(post * W, W));
        return new ClassTensors(torch.tensor(words, [B, W]), torch.tensor(weights, [B, W]));
    }

    public static Tensor Indexes(IReadOnlyList<long> values) => torch.tensor(values as long[] ?? [.. values], [values.Count]);

    private static long InVocabulary(long id, int words) => id < words ? id : Vocabulary.Unknown;

    /// <summary>The rows that have a modality; null when none has it.</summary>
    private static ModalityTensors? Of(float[] mask, int posts, int n, Func<long[], int, Tensor> values)
    {
        var rows = Enumerable.Range(0, posts).Where(post => mask.AsSpan(post * n, n).ContainsAnyExcept(0f)).Select(post => (long)post)
            .ToArray();
        return rows.Length == 0
            ? null
            : new ModalityTensors(Indexes(rows), values(rows, n), torch.tensor(Rows(mask, rows, n), [rows.Length, n]).eq(0));
    }

    private static T[] Rows<T>(T[] values, long[] rows, int width)
    {
        var taken = new T[rows.Length * width];
        for (var i = 0; i < rows.Length; i++)
            values.AsSpan((int)rows[i] * width, width).CopyTo(taken.AsSpan(i * width));
        return taken;
    }
}
