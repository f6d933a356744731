using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Ranking;
using Engram.Text;

namespace Engram.Keyphrases.Search;

/// <summary>The beams of one post. T tokens in the batch, D width of a state.</summary>
internal sealed class PostSearch(PostEncoding post, ReadOnlyMemory<float> initialState, Vocabulary vocabulary, BeamSearchOptions options)
{
    private const float LeastProbability = 1e-8f; // what the decoder adds before the logarithm

    private readonly List<Hypothesis> _finished = [];
    private Hypothesis[]? _beams; // live beams; null before the first step
    private bool _bestHasFinished;

    public int LiveBeams => _beams?.Length ?? 1;

    /// <summary>Whether the best beam has finished and there are enough phrases, or no beam is live.</summary>
    public bool IsDone => (_bestHasFinished && _finished.Count >= options.Best) || _beams is [];

    /// <summary>The decoder's input for a beam: its last word, or the replacement for a word without a vector.</summary>
    public long TokenBefore(int beam)
    {
        if (_beams is null)
            return Vocabulary.Begin;
        var word = _beams[beam].Word;
        if (word < vocabulary.Count)
            return word;
        return options.UnknownFeedback == CopiedWordFeedback.End ? Vocabulary.End : Vocabulary.Unknown;
    }

    public ReadOnlyMemory<float> StateBefore(int beam) => _beams is null ? initialState : _beams[beam].State;

    /// <summary>Selects the best continuations of all beams as the new beams. A finished beam is not extended.</summary>
    /// <param name="result">Continuations of the live beams of all posts.</param>
    /// <param name="firstRow">This post's first row in <paramref name="result"/>.</param>
    /// <returns>Number of rows of this post.</returns>
    public int Advance(DecoderStepResult result, int firstRow)
    {
        var rows = LiveBeams;
        var best = result.Words.Length / result.Generate.Length;
        var continuations = new List<(float Score, int Beam, long Word, int Column)>(rows * best);
        for (var beam = 0; beam < rows; beam++)
        {
            for (var column = 0; column < best; column++)
            {
                var at = (firstRow + beam) * best + column;
                if (result.Words[at] < vocabulary.Count + post.UnknownWords.Count)
                    continuations.Add(((_beams?[beam].Score ?? 0) + result.LogProbabilities[at], beam, result.Words[at], at));
            }
        }

        // Ties in the order of the released code's flat table: by beam, then by word.
        continuations.Sort(
            (a, b) =>
                a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Beam != b.Beam ? a.Beam.CompareTo(b.Beam) : a.Word.CompareTo(b.Word));
        Hypothesis[] beams =
            [.. continuations.Take(options.Beams).Select(next => GoOn(result, firstRow, next.Beam, next.Word, next.Column, next.Score))];
        _finished.AddRange(beams.Where(IsFinished));
        _bestHasFinished |= beams is [var first, ..] && IsFinished(first);
        _beams = [.. beams.Where(beam => !IsFinished(beam))];
        return rows;
    }

    /// <summary>
    /// The finished phrases by mean score, ties in the order they finished; if there are too few, unfinished beams are added.
    /// </summary>
    public IReadOnlyList<GeneratedPhrase> BestPhrases()
    {
        var missing = Math.Max(0, options.Best - _finished.Count);
        return [.. _finished.Concat((_beams ?? []).Take(missing)).OrderByDescending(beam =>
            beam.MeanScore).Take(options.Best).Select(PhraseOf)];
    }

    private static bool IsFinished(Hypothesis beam) => beam.Word == Vocabulary.End;

    private Hypothesis GoOn(DecoderStepResult result, int firstRow, int beam, long word, int column, float score)
    {
        var row = firstRow + beam;
        var rows = result.Generate.Length;
        var (D, T) = (result.NextStates.Length / rows, result.Attention.Length / rows);
        var attention = result.Attention.AsMemory(row * T, T);
        var (fromPost, fromOcr) = AttentionOn(word, attention.Span);
        // P = p_gen P_vocab + (1 - p_gen) copied [+ classifier's words]
        var ofProbability = (1 - result.Generate[row]) / Math.Max(
            MathF.Exp(result.LogProbabilities[column]) - LeastProbability, LeastProbability);
        return new Hypothesis(
            _beams?[beam], word, score, result.NextStates.AsMemory(row * D, D), attention, fromPost * ofProbability,
            fromOcr * ofProbability);
    }

    private (float Post, float Ocr) AttentionOn(long word, ReadOnlySpan<float> attention)
    {
        var (fromPost, fromOcr) = (0f, 0f);
        for (var position = 0; position < post.CopyIds.Length; position++)
        {
            if (post.CopyIds[position] != word)
                continue;
            if (post.IsOcrWord(position))
                fromOcr += attention[position];
            else
                fromPost += attention[position];
        }

        return (fromPost, fromOcr);
    }

    private GeneratedPhrase PhraseOf(Hypothesis beam)
    {
        Hypothesis[] steps = [.. beam.Steps.Where(step => !IsFinished(step))];
        var attention = new float[post.Words.Count];
        foreach (var step in steps)
        {
            for (var position = 0; position < attention.Length; position++)
                attention[position] += step.Attention.Span[position] / steps.Length;
        }

        return new GeneratedPhrase
        {
            Words = [.. steps.Select(WordOf)],
            MeanLogProbability = beam.MeanScore,
            Source = SourceOf(steps),
            Attention = attention,
        };
    }

    private string WordOf(Hypothesis step) => step.Word switch
    {
        Vocabulary.Unknown => post.Words[MostAttended(step)],
        var word when word >= vocabulary.Count => post.UnknownWords[(int)word - vocabulary.Count],
        var word => vocabulary.Words[(int)word],
    };

    /// <summary>
    /// A phrase counts as copied when copying made up at least half of each word's probability. An unknown word is always copied, from its
    /// most attended position.
    /// </summary>
    private PhraseSource SourceOf(IReadOnlyList<Hypothesis> steps)
    {
        var (fromPost, fromOcr) = (0f, 0f);
        foreach (var step in steps)
        {
            var (postShare, ocrShare) = step.Word == Vocabulary.Unknown
                ? post.IsOcrWord(MostAttended(step)) ? (0f, 1f) : (1f, 0f)
                : (step.CopiedFromPost, step.CopiedFromOcr);
            if (postShare + ocrShare < 0.5f)
                return PhraseSource.Generator;
            (fromPost, fromOcr) = (fromPost + postShare, fromOcr + ocrShare);
        }

        if (steps.Count == 0)
            return PhraseSource.Generator;
        return fromOcr > fromPost ? PhraseSource.CopiedFromOcr : PhraseSource.CopiedFromPost;
    }

    private int MostAttended(Hypothesis step)
    {
        var attention = step.Attention.Span[..post.Words.Count];
        var most = 0;
        for (var position = 1; position < attention.Length; position++)
        {
            if (attention[position] > attention[most])
                most = position;
        }

        return most;
    }
}
