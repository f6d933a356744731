using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Engram.Training.Models;

/// <summary>Options of <see cref="MemoryNetwork"/>. The defaults are those of the network that reads the bAbI tasks in
/// docs/results/babi.md.</summary>
public sealed record MemoryNetworkOptions
{
    /// <summary>n: width of the embeddings. Default 100.</summary>
    [Range(1, 4096)]
    public int Width { get; init; } = 100;

    /// <summary>k: most supporting memories it picks; of a question with more the first ones count. Default 100, more than a question of
    /// the bAbI tasks has.</summary>
    [Range(1, 1000)]
    public int MostMemories { get; init; } = 100;

    /// <summary>gamma: by how much a right choice must score above a wrong one. Default 1.</summary>
    [Range(1e-6, 1e3)]
    public double Margin { get; init; } = 1;

    /// <summary>Wrong choices drawn for each term of the loss; where there are no more than so many, all count. Default 32.</summary>
    [Range(1, 100_000)]
    public int Negatives { get; init; } = 32;

    /// <summary>Standard deviation of the initial embeddings. Default 0.1.</summary>
    [Range(1e-6, 10)]
    public double InitialWeights { get; init; } = 0.1;

    /// <summary>Words of the longest n-gram that is a feature of a text; 1: single words only. Default 3.</summary>
    [Range(1, 4)]
    public int LongestNgram { get; init; } = 3;

    /// <summary>Features that n-grams are hashed to; a prime spreads them best. Default 2,039.</summary>
    [Range(1, 1_000_000)]
    public int NgramBuckets { get; init; } = 2039;

    /// <summary>Whether embeddings go through two layers of tanh before they are matched. Default true.</summary>
    public bool Nonlinear { get; init; } = true;

    /// <summary>Whether a memory's age is a feature. Default true.</summary>
    public bool Time { get; init; } = true;

    /// <summary>Whether each supporting memory has a block of features of its own, rather than one for all. Default true.</summary>
    public bool BlockPerHop { get; init; } = true;

    /// <summary>Most such blocks: the memories after them share the last. Default 1000, more than there are memories to pick.</summary>
    [Range(1, 1000)]
    public int MostBlocks { get; init; } = 1000;

    /// <summary>Blocks that there may be.</summary>
    internal int Blocks => BlockPerHop ? MostBlocks : 1;

    /// <summary>Whether words that the two sides of a match share are features of their own. Default true.</summary>
    public bool ExactMatch { get; init; } = true;

    /// <summary>K: words outside the vocabulary that a story may have; each is known by its neighbours. 0: none are told apart. Default
    /// 0.</summary>
    [Range(0, 1000)]
    public int UnseenWords { get; init; }

    /// <summary>Share of a training story's words that are taken for unseen ones, where there are any. Default 0.1.</summary>
    [Range(0, 0.9)]
    public double WordDropout { get; init; } = 0.1;

    /// <summary>How an answer is worded. Default <see cref="MemoryResponse.Words"/>.</summary>
    public MemoryResponse Response { get; init; } = MemoryResponse.Words;
}

/// <summary>R of a memory network.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MemoryResponse>))]
public enum MemoryResponse
{
    /// <summary>The word that scores best against question and supporting memories; for lists one word after another.</summary>
    [JsonStringEnumMemberName("words")]
    Words,

    /// <summary>A recurrent network that has read question and supporting memories and goes on with the answer.</summary>
    [JsonStringEnumMemberName("recurrent")]
    Recurrent,
}
