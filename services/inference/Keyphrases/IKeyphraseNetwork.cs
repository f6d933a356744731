using Engram.Keyphrases.Encoding;
using Engram.ModelStore;

namespace Engram.Inference.Keyphrases;

/// <summary>The networks of a package, loaded. Safe to use from several threads.</summary>
public interface IKeyphraseNetwork : IDisposable
{
    InstalledModel Package { get; }

    PostEncoder Encoder { get; }

    /// <summary>Which regions of a picture the model reads; null when it reads none.</summary>
    RegionSource? Regions { get; }

    /// <summary>Reads posts together; each gets what it gets alone.</summary>
    IReadOnlyList<KeyphraseOutputs> Read(IReadOnlyList<PostEncoding> posts);
}
