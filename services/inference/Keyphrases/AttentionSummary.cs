using Engram.Contracts.Keyphrases;
using Engram.Keyphrases.Encoding;

namespace Engram.Inference.Keyphrases;

/// <summary>The part of the attention that is reported: the words with the greatest weights, and the weights of the regions, to three
/// digits.</summary>
internal static class AttentionSummary
{
    private const int MostWords = 5;
    private const float LeastWeight = 0.05f;
    private const int Digits = 3;

    /// <summary>Summarizes how the post was read.</summary>
    public static PostAttention Of(PostEncoding post, KeyphraseOutputs reading) => new()
    {
        Words = MostAttended(post, reading.TokenAttention),
        Regions = [.. reading.RegionAttention.Select(Round)],
    };

    /// <summary>The words with the greatest weights, greatest first; ties in the order of the post.</summary>
    /// <param name="post">T words.</param>
    /// <param name="weights">[T].</param>
    public static IReadOnlyList<AttendedWord> MostAttended(PostEncoding post, IReadOnlyList<float> weights) =>
    [
        .. weights.Index()
            .OrderByDescending(weight => weight.Item)
            .TakeWhile(weight => weight.Item >= LeastWeight)
            .Take(MostWords)
            .Select(
                weight =>
                    new AttendedWord { Word = post.Words[weight.Index], Weight = Round(weight.Item),
                        IsFromPicture = post.IsOcrWord(weight.Index) }),
    ];

    private static float Round(float weight) => MathF.Round(weight, Digits);
}
