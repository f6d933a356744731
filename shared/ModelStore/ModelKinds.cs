namespace Engram.ModelStore;

/// <summary>Purpose of a model: it determines inputs, outputs and files, and so which code can serve it.</summary>
public static class ModelKinds
{
    /// <summary>Post, OCR words, attributes and regions to keyphrases, by a classifier, a copying generator, or both.</summary>
    public const string Keyphrases = "keyphrases";

    /// <summary>Question and story to an answer, through selected supporting memories (Weston et al. 2015).</summary>
    public const string MemoryNetwork = "memnn";

    /// <summary>Question and story to an answer, through attention over all memories (Sukhbaatar et al. 2015).</summary>
    public const string EndToEndMemory = "memn2n";

    /// <summary>Question and recalled memories to an answer, through attention over keys (Miller et al. 2016).</summary>
    public const string KeyValueMemory = "kv-memnn";

    /// <summary>Question and recalled facts to an answer, by the relation that its words ask for: entity and relation of a key are
    /// addressed separately.</summary>
    public const string RelationMemory = "relation-memory";

    /// <summary>A subject's items, one after another, to what comes next, with a memory of each relation's values (Huang et al.
    /// 2018).</summary>
    public const string Ksr = "ksr";

    /// <summary>A subject's items, one after another, to what comes next, by their order alone (Hidasi et al. 2016).</summary>
    public const string Gru4Rec = "gru4rec";

    /// <summary>Entity and relation of a fact to scores of all entities as its value (Bordes et al. 2013).</summary>
    public const string TransE = "transe";

    /// <summary>Feature grid of a picture to the words that describe it.</summary>
    public const string Attributes = "attributes";

    /// <summary>Picture to feature grid, objects and their features.</summary>
    public const string ObjectDetector = "object-detector";

    /// <summary>Picture to feature grid.</summary>
    public const string ImageBackbone = "image-backbone";
}
