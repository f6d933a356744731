using Engram.Training.Torch;

namespace Engram.Training.Models;

/// <summary>Finds statements and questions in an unsegmented stream of words (Weston, Chopra and Bordes 2015, section 3.2).</summary>
/// <remarks>
/// <code>
/// seg(c) = W_seg^T U_S Phi_seg(c)
/// loss   = sum over segments f of max(0, gamma - seg(f)) + sum over others g of max(0, gamma + seg(g))
/// </code>
/// c holds the words since the last segment; if seg(c) is above gamma, c is a segment. The others g are prefixes of a segment, and a
/// segment with the first words of the next. Phi_seg adds n-grams to the paper's bag of words, because <c>went to the kitchen</c> and
/// <c>the kitchen went to</c> are not equally likely to be complete.
/// </remarks>
public sealed class WordStreamSegmenter : Module
{
    private readonly MemoryTexts _texts;
    private readonly Tensor _words;
    private readonly Tensor _weights;
    private readonly double _margin;
    private readonly int _longest;

    /// <param name="words">V: number of word ids; 0 is padding.</param>
    /// <param name="width">n.</param>
    /// <param name="longest">Most words of a segment. If no end is found within them they become one segment, so that a missed end does not
    /// swallow all that follows.</param>
    /// <param name="longestNgram">Words of the longest n-gram; 1 for the paper's bag of words.</param>
    /// <param name="margin">gamma.</param>
    public WordStreamSegmenter(int words, int width = 20, int longest = 20, int longestNgram = 3, double margin = 0.1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(margin);
        (_margin, _longest) = (margin, longest);
        _texts = new MemoryTexts(words, unseen: 0, longestNgram, buckets: 2039, counts: false);
        _words = register_parameter("U_S", torch.normal([_texts.Features, width], 0, 0.1)); // [F,n]
        _weights = register_parameter("W_seg", torch.normal([width, 1], 0, 0.1)); // [n,1]
    }

    /// <summary>Loss of consecutive segments, summed.</summary>
    /// <param name="segments">Ids of each segment's words, in the order of the stream.</param>
    public Tensor Loss(IReadOnlyList<long[]> segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        var others = segments.SelectMany(segment => Enumerable.Range(1, segment.Length - 1).Select(length => segment[..length]))
            .Concat(
                segments.Zip(segments.Skip(1))
                    .SelectMany(
                        pair => Enumerable.Range(1, pair.Second.Length - 1)
                            .Select(length => (long[])[.. pair.First, .. pair.Second[..length]])));
        return (_margin - Scores(segments)).relu().sum() + (Scores([.. others]) + _margin).relu().sum();
    }

    /// <summary>The segments of a stream; the words left at its end are the last one.</summary>
    /// <param name="stream">Word ids.</param>
    public IReadOnlyList<long[]> Segment(ReadOnlySpan<long> stream)
    {
        var segments = new List<long[]>();
        while (!stream.IsEmpty)
        {
            var length = LengthOfNext(stream);
            segments.Add(stream[..length].ToArray());
            stream = stream[length..];
        }

        return segments;
    }

    /// <summary>seg(c) of each sequence, [sequences].</summary>
    public Tensor Scores(IReadOnlyList<long[]> sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        var width = Math.Max(1, sequences.Max(sequence => sequence.Length));
        var ids = new long[sequences.Count * width];
        for (var row = 0; row < sequences.Count; row++)
            sequences[row].CopyTo(ids, row * width);
        return _texts.Read(ids, sequences.Count, 1, width).Embed(_words, null).matmul(_weights).reshape(sequences.Count); // [S,1,n] x [n,1]
    }

    private int LengthOfNext(ReadOnlySpan<long> stream)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        var words = stream[..Math.Min(_longest, stream.Length)].ToArray();
        var scores = Scores([.. Enumerable.Range(1, words.Length).Select(length => words[..length])]).ToFloat32();
        var first = Array.FindIndex(scores, score => score > _margin);
        return first < 0 ? words.Length : first + 1;
    }
}
