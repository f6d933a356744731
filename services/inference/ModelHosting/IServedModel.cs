using Engram.ModelStore;

namespace Engram.Inference.ModelHosting;

/// <summary>A loaded model that answers requests. Disposing it waits for accepted requests.</summary>
public interface IServedModel : IAsyncDisposable
{
    InstalledModel Package { get; }

    /// <summary>Computes a small sample: if this fails, every request would fail.</summary>
    /// <exception cref="Exception">The model does not work.</exception>
    void Probe();
}
