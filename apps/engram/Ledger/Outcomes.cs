namespace Engram.Cli.Ledger;

/// <summary>The states in which accepted ids were found.</summary>
internal sealed class Outcomes<TState>
    where TState : struct, Enum
{
    private readonly Dictionary<string, List<TState>> _states;
    private readonly TState[] _ends;

    private Outcomes(Dictionary<string, List<TState>> states, TState[] ends) => (_states, _ends) = (states, ends);

    /// <summary>Number of distinct ids.</summary>
    public int Ids => _states.Count;

    /// <summary>Found once, in a state that is not final.</summary>
    public IReadOnlyList<string> Pending => IdsWhere(states => states is [var only] && !_ends.Contains(only));

    /// <summary>Not found.</summary>
    public IReadOnlyList<string> Lost => IdsWhere(states => states.Count == 0);

    /// <summary>Found more than once.</summary>
    public IReadOnlyList<string> Duplicated => IdsWhere(states => states.Count > 1);

    /// <summary>Compares accepted ids with the items found.</summary>
    /// <param name="takenIds">Accepted ids; duplicates count once.</param>
    /// <param name="found">All existing items, including ones not in the list.</param>
    /// <param name="ends">The final states.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task<Outcomes<TState>> CollectAsync(
        IEnumerable<string> takenIds, IAsyncEnumerable<(string Id, TState State)> found, TState[] ends, CancellationToken cancellationToken)
    {
        var outcomes = takenIds.Distinct(StringComparer.Ordinal).ToDictionary(id => id, _ => new List<TState>(), StringComparer.Ordinal);
        await foreach (var (id, state) in found.WithCancellation(cancellationToken))
        {
            if (outcomes.TryGetValue(id, out var states))
                states.Add(state);
        }

        return new Outcomes<TState>(outcomes, ends);
    }

    /// <summary>Counts the ids found exactly once, in this state.</summary>
    public int Count(TState state) => IdsWhere(states => states is [var only] && only.Equals(state)).Count;

    private IReadOnlyList<string> IdsWhere(Func<List<TState>, bool> holds) =>
        [.. _states.Where(outcome => holds(outcome.Value)).Select(outcome => outcome.Key)];
}
