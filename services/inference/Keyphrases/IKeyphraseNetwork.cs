using Engram.Keyphrases.Encoding;
using Engram.ModelStore;

namespace Engram.Inference.Keyphrases;

/// <summary>The loaded networks of a package. Thread-safe.</summary>
public interface IKeyphraseNetwork : IDisposable
{
    InstalledModel Package { get; }

    PostEncoder Encoder { get; }

    /// <summary>Which regions of a picture the model reads; null if it reads none.</summary>
    RegionSource? Regions { get; }

    /// <summary>Reads posts as one batch. The batch does not change the result for a post.</summary>
    IReadOnlyList<KeyphraseOutputs> Read(IReadOnlyList<PostEncoding> posts);
}
