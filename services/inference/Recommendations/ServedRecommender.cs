using Engram.Inference.Batching;
using Engram.Inference.ModelHosting;
using Engram.MemoryNetworks.Sequences;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;

namespace Engram.Inference.Recommendations;

/// <summary>One version of a recommender, with the states that it computed.</summary>
public sealed class ServedRecommender : IServedModel
{
    private readonly SequenceSession _session;
    private readonly StateCache _states;

    private ServedRecommender(SequenceSession session, StateCache states) => (_session, _states) = (session, states);

    public InstalledModel Package => _session.Package;

    /// <summary>Loads a package.</summary>
    /// <exception cref="ModelPackageException">It is no recommender, or does not match its manifest.</exception>
    public static ServedRecommender Open(
        InstalledModel package, ExecutionDevice device, RecommenderOptions options, BatchMetrics metrics, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new ServedRecommender(
            SequenceSession.Open(package, device), new StateCache(options.MaxStates, options.StateAge, time));
    }

    /// <inheritdoc cref="SequenceSession.Recommend"/>
    /// <exception cref="RequestFailedException">The model fails on this history.</exception>
    public NextItems Recommend(IReadOnlyList<string> history, int max, bool excludeSeen)
    {
        try
        {
            return _session.Recommend(history, max, excludeSeen, _states);
        }
        catch (Exception e)
        {
            throw new RequestFailedException(e);
        }
    }

    /// <inheritdoc/>
    public void Probe() => _session.Step(_session.Begin(), 1);

    public ValueTask DisposeAsync()
    {
        _session.Dispose();
        return ValueTask.CompletedTask;
    }
}
