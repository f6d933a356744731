using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Search;
using Engram.Text;

namespace Engram.ModelStore.Tests.Keyphrases;

/// <summary>
/// A decoder whose next-word probabilities are drawn from a seed for each post and each prefix, so that tests can compute them.
/// Its state has width 1 and encodes the prefix: the words read so far.
/// </summary>
internal sealed class TableDecoder(int seed, int vocabulary, IReadOnlyList<PostEncoding> posts, Func<float, float>? shape = null)
    : IKeyphraseDecoder
{
    private const int MostWays = 32; // greater than any id of the extended vocabulary

    private readonly int _longest = posts.Max(post => post.Words.Count);
    private int[] _posts = [.. Enumerable.Range(0, posts.Count)];

    public List<(int Posts, int Rows)> Steps { get; } = [];

    public int StateWidth => 1;

    public ReadOnlyMemory<float> InitialStates => new float[posts.Count];

    public DecoderStepResult Step(DecoderStep step)
    {
        Assert.Equal(_posts.Length, step.Posts);
        Steps.Add((step.Posts, step.Rows.Length));
        var (N, best) = (step.Rows.Length, step.Best);
        var result = new DecoderStepResult
        {
            NextStates = new float[N],
            Words = new long[N * best],
            LogProbabilities = new float[N * best],
            Attention = new float[N * _longest],
            Generate = new float[N],
        };
        for (var n = 0; n < N; n++)
        {
            var row = (int)step.Rows[n];
            var post = _posts[row / step.Beams];
            var way = Way(step.States[row], step.Tokens[row]);
            result.NextStates[n] = way;
            var words = Distribution(post, way).Index().OrderByDescending(word => word.Item).ThenBy(word => word.Index).Take(best)
                .ToArray();
            for (var rank = 0; rank < best; rank++)
            {
                // A padded table also has words of other posts' extended vocabularies.
                result.Words[n * best + rank] = rank < words.Length ? words[rank].Index : vocabulary + KeyphraseInterface.MostUnknownWords;
                result.LogProbabilities[n * best + rank] = MathF.Log((rank < words.Length ? words[rank].Item : 0) + 1e-8f);
            }

            Attention(post, way).CopyTo(result.Attention, n * _longest);
            result.Generate[n] = GenerateOf(post, way);
        }

        return result;
    }

    public void Keep(ReadOnlySpan<int> places)
    {
        var kept = new List<int>();
        foreach (var place in places)
            kept.Add(_posts[place]);
        _posts = [.. kept];
    }

    /// <summary>Probabilities of all words of a post's extended vocabulary after a prefix.</summary>
    public float[] Distribution(int post, float way)
    {
        var random = Random(post, way, 1);
        var weights = new float[vocabulary + posts[post].UnknownWords.Count];
        for (var word = Vocabulary.End; word < weights.Length; word++) // <pad> and <bos> stay at 0
            weights[word] = shape is null ? random.NextSingle() : shape(random.NextSingle());
        var sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    public float[] Attention(int post, float way)
    {
        var random = Random(post, way, 2);
        float[] weights = [.. posts[post].Words.Select(_ => random.NextSingle())];
        var sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    public static float Way(float before, long word) => before * MostWays + word + 1;

    private float GenerateOf(int post, float way) => Random(post, way, 3).NextSingle();

    private Random Random(int post, float way, int use) => new(HashCode(seed, post, way, use));

    private static int HashCode(int seed, int post, float way, int use) =>
        unchecked((((seed * 31) + post) * 31 + use) * 1_000_003 + BitConverter.SingleToInt32Bits(way) * 7919);
}
