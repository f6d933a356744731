namespace Engram.ModelStore;

/// <summary>What a model is for: fixes its inputs, outputs and files, and so which code may serve it.</summary>
public static class ModelKinds
{
    /// <summary>Post, OCR words, attributes and regions to keyphrases, by a classifier, a generator that copies, or both.</summary>
    public const string Keyphrases = "keyphrases";

    /// <summary>Question and story to an answer, by the supporting memories it picks (Weston et al. 2015).</summary>
    public const string MemoryNetwork = "memnn";

    /// <summary>Question and story to an answer, by weights over all memories (Sukhbaatar et al. 2015).</summary>
    public const string EndToEndMemory = "memn2n";

    /// <summary>Question and recalled memories to an answer, by weights over keys (Miller et al. 2016).</summary>
    public const string KeyValueMemory = "kv-memnn";

    /// <summary>Question and recalled facts to an answer, by the relation that its words ask for: keys are addressed by entity and relation
    /// apart.</summary>
    public const string RelationMemory = "relation-memory";

    /// <summary>Feature grid of a picture to the words that describe it.</summary>
    public const string Attributes = "attributes";

    /// <summary>Picture to feature grid, objects and their features.</summary>
    public const string ObjectDetector = "object-detector";

    /// <summary>Picture to feature grid.</summary>
    public const string ImageBackbone = "image-backbone";
}
