using Engram.ModelStore;

namespace Engram.Inference.ModelHosting;

/// <summary>A loaded model that answers requests. Disposing it waits for those it has taken.</summary>
public interface IServedModel : IAsyncDisposable
{
    InstalledModel Package { get; }

    /// <summary>Computes something small and harmless: what fails here would fail on every request.</summary>
    /// <exception cref="Exception">The model does not work.</exception>
    void Probe();
}
