namespace Engram.Contracts.Memories;

/// <summary>How candidate memories are found for a question (Miller et al. 2016, section 3.1: key hashing).</summary>
public enum HashingStrategy
{
    /// <summary>A key goes into one bucket for each of its words under the frequency cut.</summary>
    Words,

    /// <summary>As <see cref="Words"/>, plus one bucket for each cluster of word vectors that its words belong to: a question also finds
    /// memories that use other words for the same thing.</summary>
    Clusters,

    /// <summary>A key goes into one bucket for each entity of the set that it names, and into no other.</summary>
    Entities,

    /// <summary>No hashing: a question is compared with every memory.</summary>
    Scan,
}
