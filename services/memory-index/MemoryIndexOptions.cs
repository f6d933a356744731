using System.ComponentModel.DataAnnotations;

namespace Engram.MemoryIndex;

/// <summary>How memories are imported, followed and recalled.</summary>
public sealed class MemoryIndexOptions
{
    public const string SectionName = "MemoryIndex";

    /// <summary>Most memories a question recalls, best first. Default 128.</summary>
    [Range(1, 10_000)]
    public int MaxRecalledMemories { get; set; } = 128;

    /// <summary>Most characters of keys and values together that a question recalls, which keeps the message small. Default
    /// 24,000.</summary>
    [Range(256, 1 << 20)]
    public int MaxRecalledCharacters { get; set; } = 24_000;

    /// <summary>Most facts per subject and relation that a question recalls. An answer that lists only some of them gives the total.
    /// Default 1000.</summary>
    [Range(1, 100_000)]
    public int MaxFactsOfRelation { get; set; } = 1000;

    /// <summary>Most steps from a question's entities that a model may request; questions to a model that requests more are declined.
    /// Default 3 (MetaQA's longest questions).</summary>
    [Range(1, 8)]
    public int MaxSteps { get; set; } = 3;

    /// <summary>
    /// Most memories, per question and per entity, that a model may request instead of <see cref="MaxRecalledMemories"/>; questions to a
    /// model that requests more are declined. Default 1000, with which key-value memory networks over a knowledge base are trained unless
    /// the experiment says otherwise.
    /// </summary>
    [Range(1, 10_000)]
    public int MaxReachedMemories { get; set; } = 1000;

    /// <summary>Most characters of the keys and values of these memories, which keeps the message small; what does not fit is left out.
    /// Default 200,000: a thousand facts of a film have 45,000.</summary>
    [Range(256, 1 << 22)]
    public int MaxReachedCharacters { get; set; } = 200_000;

    /// <summary>Most tagged posts that vote for the keyphrases of a post: k. Default 50 (best, or tied for best, of 20, 50 and 100 by
    /// leave-one-out over the training posts).</summary>
    [Range(1, 1000)]
    public int MaxNeighbours { get; set; } = 50;

    /// <summary>Most characters of the neighbors' keyphrases and ids together, which keeps the message small. Default 8,000.</summary>
    [Range(256, 1 << 20)]
    public int MaxNeighbourCharacters { get; set; } = 8_000;

    /// <summary>Most characters in a page of a set's facts, which keeps the message small; a longer page ends early. Default
    /// 200,000.</summary>
    [Range(256, 1 << 22)]
    public int MaxListedCharacters { get; set; } = 200_000;

    /// <summary>File of word vectors (GloVe's text or the JSON of wink-embeddings) for sets hashed by clusters. Empty: such sets are
    /// rejected. Every replica needs the same file. Default empty.</summary>
    public string WordVectors { get; set; } = "";

    /// <summary>Seed for drawing the first centers of the clusters of word vectors. Default 1.</summary>
    [Range(0, int.MaxValue)]
    public int ClusterSeed { get; set; } = 1;

    /// <summary>Number of past epochs whose deletions are kept on record. A replica that is further behind reloads the whole set. Default
    /// 100,000.</summary>
    [Range(1, 100_000_000)]
    public int ListedEpochs { get; set; } = 100_000;

    /// <summary>Longest chunk of an import, in bytes of NDJSON. A longer one is dead-lettered. Default 8 MiB.</summary>
    [Range(1024, 256 << 20)]
    public int MaxChunkBytes { get; set; } = 8 << 20;

    /// <summary>Longest sentence stored as one memory, in words; a longer one is split. Default 100.</summary>
    [Range(3, 10_000)]
    public int MaxSentenceWords { get; set; } = 100;

    /// <summary>Chunks that one replica stores at a time. Chunks of the same set wait for each other anyway. Default 2.</summary>
    [Range(1, 64)]
    public int ConcurrentChunks { get; set; } = 2;

    /// <summary>How often PostgreSQL is polled for changes whose notification was missed. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Delay before reconnecting to PostgreSQL's notifications after the connection broke. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan ReconnectInterval { get; set; } = TimeSpan.FromSeconds(1);
}
