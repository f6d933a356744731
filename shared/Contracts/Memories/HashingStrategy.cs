namespace Engram.Contracts.Memories;

/// <summary>By what the memories are found that a question is compared with (Miller et al. 2016, section 3.1: key hashing).</summary>
public enum HashingStrategy
{
    /// <summary>A key falls into a bucket for each of its words under the frequency cut.</summary>
    Words,

    /// <summary>And into one for each cluster of word vectors that its words lie in: a question also finds what it says in other
    /// words.</summary>
    Clusters,

    /// <summary>A key falls into a bucket for each entity of the set that it names, and into no other.</summary>
    Entities,

    /// <summary>No hashing: a question is compared with every memory.</summary>
    Scan,
}
