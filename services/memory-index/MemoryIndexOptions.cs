using System.ComponentModel.DataAnnotations;

namespace Engram.MemoryIndex;

/// <summary>How memories are taken in, followed and recalled.</summary>
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

    /// <summary>Most facts of one subject and one relation that a question recalls; an answer that lists fewer than there are says how many
    /// there are. Default 1000.</summary>
    [Range(1, 100_000)]
    public int MaxFactsOfRelation { get; set; } = 1000;

    /// <summary>Most steps from a question's entities that a model may ask for; a question of one that asks for more gets none. Default 3
    /// (MetaQA's longest questions).</summary>
    [Range(1, 8)]
    public int MaxSteps { get; set; } = 3;

    /// <summary>Most memories that a model may ask for, of a question as of one of its entities, in place of
    /// <see cref="MaxRecalledMemories"/>; a question of one that asks for more gets none. Default 1000, what a key-value memory network
    /// over a knowledge base is trained with unless its experiment says otherwise.</summary>
    [Range(1, 10_000)]
    public int MaxReachedMemories { get; set; } = 1000;

    /// <summary>Most characters of their keys and values together, which keeps the message small; what does not fit is left out. Default
    /// 200,000: a thousand facts of a film have 45,000.</summary>
    [Range(256, 1 << 22)]
    public int MaxReachedCharacters { get; set; } = 200_000;

    /// <summary>Most tagged posts that vote for the keyphrases of a post: k. Default 50 (of 20, 50 and 100 the best by leaving one out of
    /// the training posts, or as good).</summary>
    [Range(1, 1000)]
    public int MaxNeighbours { get; set; } = 50;

    /// <summary>Most characters of the neighbours' keyphrases and ids together, which keeps the message small. Default 8,000.</summary>
    [Range(256, 1 << 20)]
    public int MaxNeighbourCharacters { get; set; } = 8_000;

    /// <summary>Most characters of a page of a set's facts, which keeps the message small; a page that would hold more ends early. Default
    /// 200,000.</summary>
    [Range(256, 1 << 22)]
    public int MaxListedCharacters { get; set; } = 200_000;

    /// <summary>File of word vectors, GloVe's text or the JSON of wink-embeddings, of whose clusters those sets are hashed that ask for it;
    /// empty: such sets are refused. Every replica needs the same file. Default empty.</summary>
    public string WordVectors { get; set; } = "";

    /// <summary>Draws the first centres of the clusters of word vectors. Default 1.</summary>
    [Range(0, int.MaxValue)]
    public int ClusterSeed { get; set; } = 1;

    /// <summary>Epochs back to which it is listed what left a set. A replica that is further behind reads the set whole. Default
    /// 100,000.</summary>
    [Range(1, 100_000_000)]
    public int ListedEpochs { get; set; } = 100_000;

    /// <summary>Longest chunk of an import, bytes of NDJSON. A longer one is dead-lettered. Default 8 MiB.</summary>
    [Range(1024, 256 << 20)]
    public int MaxChunkBytes { get; set; } = 8 << 20;

    /// <summary>Longest sentence kept as one memory, words; a longer one is split. Default 100.</summary>
    [Range(3, 10_000)]
    public int MaxSentenceWords { get; set; } = 100;

    /// <summary>Chunks stored at a time by one replica. Chunks of one set wait for each other anyhow. Default 2.</summary>
    [Range(1, 64)]
    public int ConcurrentChunks { get; set; } = 2;

    /// <summary>How often PostgreSQL is asked for changes that no notification told of. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Wait before PostgreSQL is listened to again after the connection broke. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan ReconnectInterval { get; set; } = TimeSpan.FromSeconds(1);
}
