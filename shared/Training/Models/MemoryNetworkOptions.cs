using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Engram.Training.Models;

/// <summary>Options of <see cref="MemoryNetwork"/>. The defaults are those of the network for the bAbI tasks in
/// docs/results/babi.md.</summary>
public sealed record MemoryNetworkOptions
{
    /// <summary>n: width of the embeddings. Default 100.</summary>
    [Range(1, 4096)]
    public int Width { get; init; } = 100;

    /// <summary>k: most supporting memories picked; a question with more is trained on the first k. Default 100, more than any question of
    /// the bAbI tasks has.</summary>
    [Range(1, 1000)]
    public int MostMemories { get; init; } = 100;

    /// <summary>gamma: margin by which a correct choice must score above a wrong one. Default 1.</summary>
    [Range(1e-6, 1e3)]
    public double Margin { get; init; } = 1;

    /// <summary>Wrong choices sampled for each term of the loss; if there are no more than that, all count. Default 32.</summary>
    [Range(1, 100_000)]
    public int Negatives { get; init; } = 32;

    /// <summary>Standard deviation of the initial embeddings. Default 0.1.</summary>
    [Range(1e-6, 10)]
    public double InitialWeights { get; init; } = 0.1;

    /// <summary>Words of the longest n-gram used as a feature of a text; 1 means single words only. Default 3.</summary>
    [Range(1, 4)]
    public int LongestNgram { get; init; } = 3;

    /// <summary>Number of features that n-grams are hashed to; a prime spreads them best. Default 2,039.</summary>
    [Range(1, 1_000_000)]
    public int NgramBuckets { get; init; } = 2039;

    /// <summary>Whether embeddings pass through two layers of tanh before they are matched. Default true.</summary>
    public bool Nonlinear { get; init; } = true;

    /// <summary>Whether a memory's age is a feature. Default true.</summary>
    public bool Time { get; init; } = true;

    /// <summary>Whether each supporting memory has its own block of features, rather than one block for all. Default true.</summary>
    public bool BlockPerHop { get; init; } = true;

    /// <summary>Most such blocks; later memories share the last one. Default 1000, more than there are memories to pick.</summary>
    [Range(1, 1000)]
    public int MostBlocks { get; init; } = 1000;

    /// <summary>Most blocks that may be created.</summary>
    internal int Blocks => BlockPerHop ? MostBlocks : 1;

    /// <summary>Whether words that both sides of a match contain are extra features. Default true.</summary>
    public bool ExactMatch { get; init; } = true;

    /// <summary>K: words outside the vocabulary that a story may have; each is represented by its neighbors. 0 means they are not told
    /// apart. Default 0.</summary>
    [Range(0, 1000)]
    public int UnseenWords { get; init; }

    /// <summary>Share of a training story's words that are replaced by unseen words, if <see cref="UnseenWords"/> is above 0. Default
    /// 0.1.</summary>
    [Range(0, 0.9)]
    public double WordDropout { get; init; } = 0.1;

    /// <summary>How the answer is produced. Default <see cref="MemoryResponse.Words"/>.</summary>
    public MemoryResponse Response { get; init; } = MemoryResponse.Words;
}

/// <summary>How R of a memory network produces the answer.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MemoryResponse>))]
public enum MemoryResponse
{
    /// <summary>Picks the word that scores best against the question and supporting memories; for lists, one word after another.</summary>
    [JsonStringEnumMemberName("words")]
    Words,

    /// <summary>A recurrent network reads the question and supporting memories and continues with the answer.</summary>
    [JsonStringEnumMemberName("recurrent")]
    Recurrent,
}
